// htmx: every request carries the antiforgery token; what came takes the focus when it asks for it; a lost connection is said once, in words.

const token = document.querySelector('meta[name="hb-token"]')?.content;
const flash = () => document.getElementById('hb-flash');

document.addEventListener('htmx:configRequest', event => {
  if (token && event.detail.verb !== 'get') event.detail.headers['RequestVerificationToken'] = token;
});

// What happened, for whoever listens to the page: into one region that no swap takes away, as one that comes together with its words is not read out.
let saying = 0;
let saidAt = 0;
function tell(words) {
  const said = document.getElementById('hb-said');
  if (!said || !words) return;
  saidAt = Date.now();
  clearTimeout(saying);
  said.textContent = '';
  saying = setTimeout(() => (said.textContent = words), 100);
}
// What came by itself never talks over what somebody did.
document.addEventListener('hb:say', event => {
  if (Date.now() - saidAt < 5_000) event.preventDefault();
  else tell(event.detail);
});

document.addEventListener('htmx:afterSettle', event => {
  if (event.detail.elt.id === 'main') tell([...event.detail.elt.querySelectorAll('[data-say]')].map(part => part.dataset.say).join(' '));
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
