// A job that is not done yet: asked for again until it says something else, then shown anew.
"use strict";
{
  const twin = document.getElementById("state").dataset.twin;
  let before = null;
  const look = async () => {
    try {
      const { job } = await (await fetch(twin)).json();
      const now = JSON.stringify([job.state, job.counts, job.ahead]);
      if (before !== null && now !== before) return location.reload();
      before = now;
    } catch {
      // the room may be closing; a later look will tell
    }
    setTimeout(look, 700);
  };
  look();
}
