// htmx: every request carries the antiforgery token; what came takes the focus when it asks for it; a lost connection is said once, in words.

const token = document.querySelector('meta[name="hb-token"]')?.content;
const flash = () => document.getElementById('hb-flash');

document.addEventListener('htmx:configRequest', event => {
  if (token && event.detail.verb !== 'get') event.detail.headers['RequestVerificationToken'] = token;
});

document.addEventListener('htmx:afterSettle', event => {
  const heading = event.detail.elt.matches?.('[data-focus]') ? event.detail.elt : event.detail.elt.querySelector?.('[data-focus]');
  if (!heading) {
    // What had the focus is gone with the swap: who listens to the page goes on at its content.
    if (event.detail.elt.id === 'main' && document.activeElement === document.body) event.detail.elt.focus({ preventScroll: true });
    return;
  }
  heading.tabIndex = -1;
  heading.focus({ preventScroll: false });
});

function say(words, detail) {
  const note = document.getElementById('hb-offline')?.content.cloneNode(true);
  if (!note || !flash()) return;
  note.querySelector('b').textContent = words;
  note.querySelector('span').textContent = detail;
  flash().replaceChildren(note);
}

document.addEventListener('htmx:sendError', () =>
  say(`No connection since ${new Date().toTimeString().slice(0, 5)}.`, 'You can go on reading. Nothing was recorded; try again when it is back.'),
);
document.addEventListener('htmx:timeout', () => say('The server did not answer in time.', 'Look whether it was recorded before you try again.'));
