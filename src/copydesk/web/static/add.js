// The page that a bookmarklet opened: it asks its opener for the page, once, and fills the form. A person adds it.
"use strict";
{
  const status = document.getElementById("handed");
  const fill = (page) => {
    document.getElementById("paste-text").value = page.html;
    document.getElementById("paste-form").value = "html";
    document.getElementById("paste-captured").value = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    if (/^https?:\/\//i.test(page.url)) document.getElementById("paste-url").value = page.url;
    status.textContent = "The page was handed over. Nothing is added before you press the button.";
    const button = document.getElementById("paste-button");
    button.scrollIntoView({ block: "center" });
    // The key that somebody happens to hold must not press it: the page that opened this one may want just that.
    status.tabIndex = -1;
    status.focus();
    button.disabled = true;
    setTimeout(() => (button.disabled = false), 1000);
  };
  const listen = (event) => {
    const page = event.data;
    if (event.source !== window.opener || !page || page.copydesk !== "page") return;
    if (typeof page.url !== "string" || typeof page.html !== "string" || page.html.length > 64e6) return;
    window.removeEventListener("message", listen);
    fill(page);
  };
  if (window.opener) {
    window.addEventListener("message", listen);
    window.opener.postMessage("copydesk:ready", "*");
  }
}
