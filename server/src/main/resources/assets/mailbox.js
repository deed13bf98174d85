// Empties the development mailbox, after asking. There is nothing to empty when the button is not there.
(() => {
  const open = document.getElementById("empty");
  const dialog = document.getElementById("confirm");
  const remove = document.getElementById("delete");
  const failure = document.getElementById("failure");
  if (!open) {
    return;
  }
  const label = remove.textContent;
  let busy = false;

  open.hidden = false;
  open.addEventListener("click", () => {
    failure.textContent = "";
    dialog.showModal();
  });
  remove.addEventListener("click", async () => {
    if (busy) {
      return;
    }
    wait(true);
    failure.textContent = "";
    if (await emptied()) {
      location.assign("/dev/mail");
      return;
    }
    wait(false);
    failure.textContent = failure.dataset.failed;
  });

  async function emptied() {
    try {
      const signal = AbortSignal.timeout(20_000);
      return (await fetch("/dev/mail/messages", { method: "DELETE", signal })).ok;
    } catch {
      return false;
    }
  }

  // The button stays in the tab order while it waits: a disabled one would lose the focus.
  function wait(on) {
    busy = on;
    remove.setAttribute("aria-disabled", String(on));
    remove.textContent = on ? remove.dataset.busy : label;
  }
})();
