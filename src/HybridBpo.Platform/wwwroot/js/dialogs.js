// Links with data-opens="ID" open the dialog of that id instead of going to their page; a button with data-closes, or a click beside it, closes it.

document.addEventListener('click', event => {
  const opener = event.target.closest('[data-opens]');
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
    return;
  }
  const closer = event.target.closest('[data-closes]');
  const asked = closer?.closest('dialog');
  // A link that closes leads back to the page without its dialog: needless where the dialog was opened over it. The focus goes back by itself.
  if (asked?.matches(':modal')) event.preventDefault();
  if (closer || event.target.matches('dialog')) event.target.closest('dialog')?.close();
});
