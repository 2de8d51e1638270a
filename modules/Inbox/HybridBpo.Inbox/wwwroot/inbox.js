// The inbox. Everything here improves forms and links that work without it: drafts, the lease, the values of the chosen answer, the live queue.

import { isLive, onChange } from './live.js';
import { keep, picked } from './picked.js';

const token = document.querySelector('meta[name="hb-token"]')?.content ?? '';
const headers = { RequestVerificationToken: token, Accept: 'application/json' };
const pane = () => document.querySelector('.hb-case[data-case]');

// ---- forms: values of the chosen answer, the word on the button, one at least ----

function showValues(form) {
  for (const values of form.querySelectorAll('.hb-values[data-of]')) {
    const radio = form.querySelector(`input[type=radio][value="${CSS.escape(values.dataset.of)}"]`);
    const on = !!radio?.checked && !radio.closest('.hb-values[hidden]');
    values.hidden = !on;
    for (const input of values.querySelectorAll(':scope > .hb-value [data-required]')) input.required = on;
    if (values.matches('.hb-others')) for (const choice of values.querySelectorAll('input[name=choice]')) choice.required = on;
  }
}

function sayVerb(form) {
  const place = form.querySelector('[data-verb-here]');
  if (!place) return;
  const take = form.querySelector('input[name=take]:checked');
  const choice = take?.value === 'other' ? form.querySelector('input[name=choice]:checked') : null;
  const verb = choice?.dataset.verb || take?.dataset.verb;
  place.textContent = verb ? `Decide: ${verb[0].toLowerCase()}${verb.slice(1)}` : 'Decide';
}

function checkGroups(form) {
  for (const group of form.querySelectorAll('[data-one-at-least]')) {
    const boxes = [...group.querySelectorAll('input[type=checkbox]')];
    boxes[0]?.setCustomValidity(boxes.some(box => box.checked) ? '' : group.dataset.oneAtLeast);
  }
}

// "Other" says nothing by itself.
function askNote(form) {
  const note = form.querySelector('.hb-noted textarea');
  if (!note) return;
  note.required = !!form.querySelector('[data-needs-note]:checked');
  if (note.required) note.closest('details').open = true;
}

function tidy(form) {
  showValues(form);
  askNote(form);
  sayVerb(form);
  checkGroups(form);
}

// ---- drafts: saved as one types, kept when the lease is lost ----

let pending = 0;
async function saveDraft(form) {
  const said = form.querySelector('[data-saved]');
  try {
    const answer = await fetch(form.dataset.draft, { method: 'POST', headers, body: new FormData(form) });
    if (said) said.textContent = answer.ok ? (await answer.clone().json()).said : 'not saved';
    if (answer.status === 409) lost(await answer.json());
  } catch {
    if (said) said.textContent = 'no connection, not saved';
  }
}

document.addEventListener('input', event => {
  const form = event.target.closest('form[data-draft]');
  if (!form) return;
  tidy(form);
  clearTimeout(pending);
  pending = setTimeout(() => form.isConnected && saveDraft(form), 700);
});

// What the page does on its own says so: it is no use of the session.
const byItself = { 'HB-By-Itself': 'yes' };

// ---- the lease: renewed while the page is open ----

function lost({ message, then }) {
  const at = pane();
  const place = document.getElementById('case-lost');
  const note = document.getElementById('case-lost-note')?.content.cloneNode(true);
  if (!at || !place || !note || at.dataset.lost) return;
  at.dataset.lost = 'yes';
  note.querySelector('b').textContent = message;
  note.querySelector('span').textContent = then;
  place.replaceChildren(note);
  window.htmx?.process(place);
}

async function renew() {
  const at = pane();
  if (!at?.dataset.token || at.dataset.lost) return;
  const body = new FormData();
  body.set('token', at.dataset.token);
  const answer = await fetch(`${at.dataset.case}/renew`, { method: 'POST', headers: { ...headers, ...byItself }, body }).catch(() => null);
  if (answer?.status === 409) lost(await answer.json());
}
setInterval(renew, 60_000);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && renew());

// ---- the queue: live, but never under the pointer or the focus ----

let scroll = 0;
let missed = false;
const casesIn = list => [...list.querySelectorAll('.hb-row')].map(row => row.getAttribute('href'));

// Whoever listens hears of it at most every half minute: a busy queue would say nothing else. What is not said now is said with the next change.
let [saidAt, came, gone] = [0, 0, 0];
function sayChanged(were, are) {
  came += are.filter(href => !were.includes(href)).length;
  gone += were.filter(href => !are.includes(href)).length;
  if (came + gone === 0 || Date.now() - saidAt < 30_000) return;
  const words = [came > 0 && `${came} new`, gone > 0 && `${gone} gone`].filter(Boolean).join(', ');
  if (!document.dispatchEvent(new CustomEvent('hb:say', { detail: `The queue changed: ${words}.`, cancelable: true }))) return;
  [saidAt, came, gone] = [Date.now(), 0, 0];
}

async function refresh() {
  const rows = document.getElementById('queue-rows');
  missed = !!rows?.matches(':hover, :focus-within');
  if (!rows || document.visibilityState !== 'visible' || rows.matches(':hover, :focus-within')) return;
  const address = new URL(rows.dataset.live, location.href);
  const current = pane()?.dataset.case.split('/').pop();
  if (current) address.searchParams.set('current', current);
  const answer = await fetch(address, { headers: { 'HX-Request': 'true', ...byItself } }).catch(() => null);
  if (!answer?.ok) return;
  const made = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('queue-rows');
  if (!made || made.innerHTML === rows.innerHTML || rows.matches(':hover, :focus-within')) return;
  scroll = rows.scrollTop;
  const [were, are] = [casesIn(rows), casesIn(made)];
  rows.replaceChildren(...made.childNodes);
  sayChanged(were, are);
  rows.scrollTop = scroll;
  window.htmx?.process(rows);
  showPicked();
}

// A case that stands in the list, or that would come into a list that is not full, is looked at within a second; of others within ten, so that a
// busy day does not make every open page ask all the time.
const page = 50;
let due = 0;
let timer = 0;
let fetched = 0;
onChange(ids => {
  const rows = [...document.querySelectorAll('#queue-rows .hb-row')];
  const near = rows.length < page || rows.some(row => ids.includes(new URL(row.href).pathname.split('/').pop()));
  const at = near ? Math.max(Date.now(), fetched + 1_000) : Date.now() + 5_000 + Math.random() * 5_000;
  if (due && due <= at) return;
  due = at;
  clearTimeout(timer);
  timer = setTimeout(() => {
    due = 0;
    fetched = Date.now();
    refresh();
  }, at - Date.now());
});
let beats = 0;
setInterval(() => (beats++ % 6 === 0 || missed || !isLive()) && refresh(), 10_000);

document.addEventListener('htmx:beforeSwap', () => (scroll = document.getElementById('queue-rows')?.scrollTop ?? scroll));

// ---- loading: bones, and only when it takes longer than 300 ms ----

let slow = 0;
document.addEventListener('htmx:beforeRequest', event => {
  if (event.detail.target?.id !== 'main') return;
  clearTimeout(slow);
  slow = setTimeout(() => {
    const bones = document.createElement('div');
    bones.className = 'hb-bones hb-loading';
    bones.setAttribute('role', 'status');
    bones.setAttribute('aria-label', 'Loading');
    for (const width of ['w2', 'w3', 'w1', 'w3', 'w2']) bones.append(Object.assign(document.createElement('span'), { className: `hb-bone ${width}` }));
    document.querySelector('.hb-case')?.append(bones);
  }, 300);
});
document.addEventListener('htmx:afterRequest', () => {
  clearTimeout(slow);
  document.querySelector('.hb-loading')?.remove();
});

// ---- several cases at once: what is selected, and what may be done with it ----

const most = 100;
let lastPicked = null;
const boxes = () => [...document.querySelectorAll('#queue-rows [data-pick]')];

// Only what stands in the list counts: nobody does anything with a case that they do not see.
function showPicked() {
  const bar = document.getElementById('bulk');
  if (!bar) return;
  const on = picked();
  for (const box of boxes()) box.checked = on.has(box.value);
  const count = boxes().filter(box => box.checked).length;
  bar.hidden = count === 0;
  // The keys are those of the open case as long as nothing is selected.
  for (const button of bar.querySelectorAll('[data-picked-key]')) button.dataset.key = count > 0 ? button.dataset.pickedKey : '';
  bar.querySelector('[data-picked]').textContent = `${count} selected${count > most ? `, ${most} is the most` : ''}`;
}

document.addEventListener('click', event => {
  const box = event.target.closest?.('[data-pick]');
  if (!box) return;
  const all = boxes();
  const [from, to] = [all.findIndex(other => other.value === lastPicked), all.indexOf(box)];
  const range = event.shiftKey && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
  const on = picked();
  for (const each of range) on[box.checked ? 'add' : 'delete'](each.value);
  lastPicked = box.value;
  keep(on);
  showPicked();
});

// ---- small things ----

// A filter narrows at once by mouse or touch. By keys each arrow is a change: it waits for Enter, or until the focus goes on. The focus is again where
// it was when the page comes.
const narrowed = 'hb-narrowed';
let keyed = null;
function narrow(select, focus = select) {
  keyed = null;
  sessionStorage.setItem(narrowed, focus?.id ?? '');
  select.form.requestSubmit();
}
document.addEventListener('keydown', event => {
  if (!event.target.matches?.('.hb-narrow select')) return;
  if (event.key !== 'Enter') keyed = { select: event.target, was: keyed?.select === event.target ? keyed.was : event.target.value };
  else if (keyed && keyed.was !== event.target.value) {
    event.preventDefault();
    narrow(event.target);
  }
});
document.addEventListener('pointerdown', () => (keyed = null));
document.addEventListener('focusout', event => {
  if (keyed?.select !== event.target) return;
  const { select, was } = keyed;
  keyed = null;
  if (select.value !== was) narrow(select, event.relatedTarget);
});
document.addEventListener('change', event => {
  const select = event.target.closest('.hb-narrow select');
  if (select && keyed?.select !== select) narrow(select);
});

let part = -1;
document.addEventListener('click', event => {
  if (!event.target.closest('[data-next-part]')) return;
  const parts = [...document.querySelectorAll('#evidence h2, #evidence h3')];
  if (parts.length === 0) return;
  part = (part + 1) % parts.length;
  parts[part].scrollIntoView({ block: 'start', behavior: 'smooth' });
});

// Once a decision has left, the page says so.
let leaving = 0;
function awaitLeaving() {
  clearTimeout(leaving);
  const bar = document.querySelector('.hb-undo[data-leaves]');
  if (!bar) return;
  const wait = Date.parse(bar.dataset.leaves) - Date.now() + 1_500;
  leaving = setTimeout(() => {
    const at = pane();
    if (at && bar.isConnected) window.htmx?.ajax('GET', at.dataset.case, { target: '#main', select: '#main', swap: 'outerHTML' });
  }, Math.max(wait, 1_000));
}

// What was refused stands in the middle of the screen with its reason; on a phone the form lies far below the top of the page. Waits a moment, as
// what was swapped in goes to its heading first.
function showRefused() {
  const wrong = document.querySelector('form[data-draft] [aria-invalid="true"]');
  if (!wrong) return;
  requestAnimationFrame(() => {
    wrong.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: 'center' });
  });
}

function start() {
  part = -1;
  document.querySelectorAll('[data-narrow-button]').forEach(button => (button.hidden = true));
  document.querySelectorAll('form[data-draft]').forEach(tidy);
  showRefused();
  showPicked();
  const rows = document.getElementById('queue-rows');
  if (rows && scroll) rows.scrollTop = scroll;
  const mine = document.querySelector('.hb-queue-head .hb-num')?.textContent;
  document.querySelectorAll('.hb-nav a[href="/inbox"] span').forEach(count => (count.textContent = mine === '0' ? '' : mine));
  awaitLeaving();
}

document.addEventListener('htmx:afterSettle', start);
start();
document.getElementById(sessionStorage.getItem(narrowed) ?? '')?.focus();
sessionStorage.removeItem(narrowed);
