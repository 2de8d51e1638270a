// The supervisors' page: fetched anew every half minute while nobody points at it or types in it.

async function refresh() {
  const main = document.getElementById('main');
  if (!main || document.visibilityState !== 'visible' || main.matches(':focus-within') || main.querySelector('table:hover, form:hover, details[open]')) return;
  const answer = await fetch(location.href, { headers: { 'HB-By-Itself': 'yes' } }).catch(() => null);
  if (!answer?.ok) return;
  const made = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main');
  if (made && !main.matches(':focus-within')) main.replaceChildren(...made.childNodes);
}
setInterval(refresh, 30_000);
