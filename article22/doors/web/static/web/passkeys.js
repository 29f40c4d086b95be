// Beside allauth's own script: what needs a passkey is shown where the browser has them, and what it refuses is said on the page.
if (window.PublicKeyCredential) for (const node of document.querySelectorAll("[data-passkey]")) node.hidden = false;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const node of document.querySelectorAll("[data-passkey-refused]")) node.hidden = false;
});
