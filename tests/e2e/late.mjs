// An answer of the hub that comes late: taken at once, and kept back from the page.

/** Of the first request to an address: `seen` once the answer is taken; `go` lets it through, `heard` once the page has it. */
export async function late(page, address) {
  const [seen, see] = signal();
  const [gone, go] = signal();
  const [heard, hear] = signal();
  await page.route(address, async (route) => {
    const response = await route.fetch();
    see();
    await gone;
    const over = page.waitForEvent('requestfinished', { predicate: (request) => request === route.request() });
    await route.fulfill({ response });
    await over;
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
    hear();
  }, { times: 1 });
  return { seen, go, heard };
}

function signal() {
  let give;
  const given = new Promise((resolve) => { give = resolve; });
  return [given, give];
}
