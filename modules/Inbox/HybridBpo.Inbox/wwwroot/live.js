// Says which cases changed: their ids, or "*" for any. One connection for all windows of a browser: the window that gets the lock holds it and tells
// the others. Where that cannot be had (no locks without https, no connection), nothing is told and the page looks by itself.

const channel = 'BroadcastChannel' in window ? new BroadcastChannel('hb-inbox') : null;
const alive = 45_000;
let heard = 0;
let run = () => {};

function hear(word) {
  heard = Date.now();
  if (word.length > 0) run(word.split(' '));
}

function tell(word) {
  hear(word);
  channel?.postMessage(word);
}

// Never settles: the lock is held until the window goes.
const hold = () =>
  new Promise(() => {
    const source = new EventSource('/inbox/live');
    source.addEventListener('changed', event => tell(event.data));
    source.addEventListener('same', () => tell(''));
  });

if (channel) channel.onmessage = event => hear(event.data);

export const isLive = () => Date.now() - heard < alive;

export function onChange(then) {
  run = then;
  if (channel) navigator.locks?.request('hb-inbox', hold);
}
