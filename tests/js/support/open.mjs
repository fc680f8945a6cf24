// Opens a page of a site.

/** A page with the package loaded; what it warned of is in `warnings`. */
export async function open(context, hub) {
  const page = await context.newPage();
  page.warnings = [];
  page.on('console', message => page.warnings.push(message.text()));
  page.on('pageerror', error => page.warnings.push(String(error)));
  await page.goto(hub.origin);
  await page.waitForSelector('html[data-ready]', { state: 'attached' });
  return page;
}
