// Links with data-opens="ID" open the dialog of that id instead of going to their page; a button with data-closes, or a click beside it, closes it.

document.addEventListener('click', event => {
  const opener = event.target.closest('[data-opens]');
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  if (event.target.closest('[data-closes]') || event.target.matches('dialog')) event.target.closest('dialog')?.close();
});
