// Quotes and their places: a quote draws its box on the page and marks its line in the text; clicking it, or [ and ], goes there.

const SVG = 'http://www.w3.org/2000/svg';
const quotes = () => [...document.querySelectorAll('[data-proof]')];
let current = -1;

function element(name, attributes, words) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (words) node.textContent = words;
  return node;
}

function places(quote) {
  const { page, line, spot } = quote.dataset;
  return {
    sheet: document.querySelector(`.hro-page[data-page="${page}"]`),
    line: document.querySelector(`.hro-text[data-page="${page}"] [data-line="${line}"]`),
    spot: spot?.split(' ').map(Number),
  };
}

function draw(quote, index) {
  const { sheet, line, spot } = places(quote);
  line?.classList.add('is-proof', `is-${quote.dataset.kind}`);
  if (!sheet || spot?.length !== 4) return;
  const [x0, y0, x1, y1] = spot;
  const group = element('g', { 'data-proof-box': index });
  const kind = `is-${quote.dataset.kind}`;
  group.append(
    element('rect', { class: `spot ${kind}`, x: x0 - 2, y: y0 - 1.5, width: x1 - x0 + 4, height: y1 - y0 + 3, rx: 2 }),
    element('rect', { class: `tag ${kind}`, x: x0 - 15, y: y0 - 1, width: 11, height: 11, rx: 2 }),
    element('text', { class: 'tag-word', x: x0 - 9.5, y: y0 + 7.4, 'font-size': 8 }, quote.dataset.proof),
  );
  sheet.append(group);
}

function mark(now) {
  document.querySelectorAll('.hro-doc .is-now').forEach(e => e.classList.remove('is-now'));
  document.querySelectorAll('[data-proof-row].is-now').forEach(e => e.classList.remove('is-now'));
  const quote = quotes()[now];
  if (!quote) return null;
  current = now;
  const { line } = places(quote);
  const box = document.querySelector(`[data-proof-box="${now}"]`);
  box?.querySelectorAll('.spot, .tag').forEach(e => e.classList.add('is-now'));
  line?.classList.add('is-now');
  quote.closest('[data-proof-row]')?.classList.add('is-now');
  const place = document.querySelector('[data-proof-place]');
  if (place) place.textContent = `quote ${now + 1} of ${quotes().length}`;
  return [box, line].find(e => e && e.getClientRects().length > 0);
}

// The switch tells which of the two is shown; the width of the pane chose it.
function tellView() {
  for (const resume of document.querySelectorAll('[data-proof-document]')) {
    const page = resume.querySelector('.hro-page');
    const choice = page && resume.querySelector(`input[value="${page.getClientRects().length > 0 ? 'page' : 'text'}"]`);
    if (choice && !resume.querySelector('input:checked')) choice.checked = true;
  }
}

function start() {
  const all = quotes();
  tellView();
  for (const opener of document.querySelectorAll('.hb-doc-bar [data-opens]')) opener.hidden = !document.getElementById(opener.dataset.opens);
  if (!document.querySelector('[data-proof-document]') || document.querySelector('[data-proof-box], .is-proof')) return;
  all.forEach(draw);
  document.querySelectorAll('[data-proof-step]').forEach(b => (b.hidden = all.length === 0));
  if (all.length > 0) mark(0);
}

// Only the pane that holds the place scrolls, never the page around it.
function show(place) {
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  let pane = place.parentElement;
  while (pane && !(pane.scrollHeight > pane.clientHeight && /auto|scroll/.test(getComputedStyle(pane).overflowY))) pane = pane.parentElement;
  if (!pane) return place.scrollIntoView({ block: 'center', behavior });
  const [inner, outer] = [place.getBoundingClientRect(), pane.getBoundingClientRect()];
  pane.scrollTo({ top: pane.scrollTop + inner.top - outer.top - (pane.clientHeight - inner.height) / 2, behavior });
}

function go(now) {
  document.querySelector('[data-proof-document]')?.closest('details')?.setAttribute('open', '');
  const place = mark(now);
  if (place) show(place);
}

document.addEventListener('click', event => {
  const quote = event.target.closest('[data-proof]');
  if (quote) {
    event.preventDefault();
    go(quotes().indexOf(quote));
    return;
  }
  const step = event.target.closest('[data-proof-step]');
  if (step) go((current + Number(step.dataset.proofStep) + quotes().length) % quotes().length);
});
document.addEventListener('htmx:afterSettle', start);
start();
