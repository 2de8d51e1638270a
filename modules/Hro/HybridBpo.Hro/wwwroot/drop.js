// Files dropped on the form are chosen in it; what came back refreshes the table of candidates.

for (const form of document.querySelectorAll('form[data-drop]')) {
  const input = form.querySelector('input[type=file]');
  const zone = form.querySelector('.hro-drop');
  const over = on => zone.classList.toggle('is-over', on);
  form.addEventListener('dragover', event => (event.preventDefault(), over(true)));
  form.addEventListener('dragleave', () => over(false));
  form.addEventListener('drop', event => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length > 0) input.files = event.dataTransfer.files;
  });
  form.addEventListener('htmx:afterRequest', event => {
    if (event.detail.successful) input.value = '';
  });
}
