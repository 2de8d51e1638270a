// Keys. A page gives a control its key by data-key="h" (several: "h s"); rows of a list carry data-row (queue rows do so by their class). Single
// keys are off while typing and for people who switched them off. No key ever reaches a control inside a machine's card but one that opens a
// drawer to read in: taking its answer is a click and a reason, on purpose.

const ROWS = '.hb-row, [data-row]';
const machine = '.hb-machine, [data-machine]';
let waitingForGo = 0;

const typed = 'textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit], [type=button])';
const typing = target => target.closest?.(typed);
const singleKeysOff = () => document.body.dataset.keys === 'off';
const shown = element => element.checkVisibility?.() ?? element.offsetParent !== null;
const openDialog = () => document.querySelector('dialog[open]');

function control(key) {
  const mayPress = e => shown(e) && !e.disabled && (!e.closest(machine) || e.matches('[data-opens]'));
  return [...document.querySelectorAll(`[data-key~="${CSS.escape(key)}"]`)].find(mayPress);
}

function press(element) {
  if (element.matches('input[type=radio], input[type=checkbox], summary')) element.focus();
  element.click();
}

// The row that holds this element, also one whose box stands beside it.
const rowAt = element => element.closest(ROWS) ?? element.closest('[data-pickable]')?.querySelector(ROWS);

// The box of the row with the focus, or of the one that is open. With Shift all from the last one on.
function pick(event) {
  const row = rowAt(document.activeElement) ?? document.querySelector('.hb-row[aria-current=true]');
  const box = row?.closest('[data-pickable]')?.querySelector('[data-pick]');
  box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
  return !!box;
}

function move(step) {
  const rows = [...document.querySelectorAll(ROWS)].filter(shown);
  if (rows.length === 0) return false;
  const focused = rows.indexOf(rowAt(document.activeElement));
  const current = focused >= 0 ? focused : rows.findIndex(r => r.getAttribute('aria-current') === 'true');
  const next = rows[Math.min(rows.length - 1, Math.max(0, current + step))];
  const target = next.matches('a, button, [tabindex]') ? next : (next.querySelector('a, button') ?? next);
  target.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

function go(key) {
  const link = document.querySelector(`a[data-go="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
  return !!link;
}

function single(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (waitingForGo > Date.now()) {
    waitingForGo = 0;
    return go(key);
  }
  if (key === '/') {
    const field = document.querySelector('[data-find]');
    field?.focus();
    field?.select?.();
    return !!field;
  }
  if (key === '?') return openSheet();
  if (key === 'j') return move(1);
  if (key === 'k') return move(-1);
  if (key === 'x') return pick(event);
  if (key === 'g') {
    waitingForGo = Date.now() + 1500;
    return true;
  }
  const target = control(key === 'Escape' ? 'escape' : key);
  if (target) press(target);
  return !!target;
}

function openSheet() {
  const sheet = document.getElementById('keys');
  sheet?.showModal();
  return !!sheet;
}

// Ctrl+Enter sends the form that asks for it, and only when every required choice was made by hand (the browser's own check).
function send() {
  const form = [...document.querySelectorAll('form[data-key="ctrl+enter"]')].find(f => shown(f) && !f.closest(machine));
  form?.requestSubmit();
  return !!form;
}

document.addEventListener('keydown', event => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    if (send()) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && typing(event.target)) {
    event.target.blur();
    return;
  }
  if (typing(event.target) || openDialog() || singleKeysOff()) return;
  if (single(event)) event.preventDefault();
});
