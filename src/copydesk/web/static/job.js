// A job that is not done yet: asked for again until it says something else than the page does, then shown anew.
"use strict";
{
  const { twin, shown } = document.getElementById("state").dataset;
  const look = async () => {
    try {
      const { job } = await (await fetch(twin)).json();
      const count = Object.values(job.counts).reduce((sum, each) => sum + each, 0);
      if (`${job.state} ${job.ahead} ${count}` !== shown) return location.reload();
    } catch {
      // the room may be closing; a later look will tell
    }
    setTimeout(look, 700);
  };
  look();
}
