// Passkeys: a form with data-passkey="create" or "get" asks the browser before it is sent. The options stand on the page, or
// are asked for where the form leads to (log-in). What goes wrong is said beside the button.
const encoded = (credential) => JSON.stringify(credential.toJSON());

async function optionsOf(form) {
  const place = form.dataset.options && document.getElementById(form.dataset.options);
  if (place) return JSON.parse(place.textContent).publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options.publicKey;
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }
  const chosen = { ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  const wanted = { ...options, authenticatorSelection: chosen };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  for (const button of form.querySelectorAll("[data-passkey-button]")) button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const trouble = form.querySelector("[data-passkey-trouble]");
    if (trouble) trouble.hidden = true;
    try {
      form.elements.credential.value = encoded(await ask(form));
      form.submit();
    } catch {
      if (trouble) trouble.hidden = false;
    }
  });
}
