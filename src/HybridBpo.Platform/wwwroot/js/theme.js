// The light or dark button: switches at once and tells the server in the background. Without this module the form does the same with a page load.

const root = document.documentElement;

for (const form of document.querySelectorAll('form[data-theme-form]')) {
  form.addEventListener('submit', event => {
    event.preventDefault();
    const next = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    root.dataset.bsTheme = next;
    form.elements.theme.value = next;
    dispatchEvent(new Event('hb:theme'));
    dispatchEvent(new Event('hb:theme-chosen'));
    fetch(form.action, { method: 'POST', body: new FormData(form), headers: { 'HX-Request': 'true' } });
  });
}
