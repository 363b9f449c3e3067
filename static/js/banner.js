// Closes the drive's banner on this device until the drive ends. Nothing is sent: every reader gets the same page.
// Not deferred, and before the banner, so that one closed earlier never flashes up.
(() => {
  const KEY = "closed-drive";
  const drive = document.currentScript.dataset.drive;
  const marks = document.documentElement.classList;

  marks.add("drive-closable");
  try {
    marks.toggle("drive-closed", localStorage.getItem(KEY) === drive);
  } catch {} // a browser that keeps nothing shows the banner

  addEventListener("click", ({ target }) => {
    const closed = Boolean(target.closest(".drive-close"));
    if (!closed && !target.closest(".drive-again")) return;
    marks.toggle("drive-closed", closed);
    try {
      if (closed) localStorage.setItem(KEY, drive);
      else localStorage.removeItem(KEY);
    } catch {}
    const place = document.querySelector(closed ? "#post" : ".drive-banner") ?? document.querySelector("main");
    place.focus();
    if (!closed) place.scrollIntoView();
  });
})();
