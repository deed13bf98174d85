import { expect, test, type Page } from '@playwright/test';

async function kinds(page: Page): Promise<string[]> {
  await page.goto('/dev/mail/preview');
  const links = await page.locator('.letters a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  return links.map((link) => link.replace(/\/en$/, ''));
}

test('the mailbox leads to every kind of mail, and each to its other language, by keyboard alone', async ({ page }) => {
  await page.goto('/dev/mail');
  await page.locator('a[href="/dev/mail/preview"]').focus();
  await page.keyboard.press('Enter');
  await page.locator('.letters a').first().focus();
  await page.keyboard.press('Enter');
  const languages = page.locator('.languages a');
  await expect(languages).toHaveText(['English', 'Español']);
  await expect(languages.first()).toHaveAttribute('aria-current', 'page');
  const english = await page.locator('.plain').innerText();
  await languages.last().focus();
  await page.keyboard.press('Enter');
  await expect(languages.last()).toHaveAttribute('aria-current', 'page');
  await expect(page.locator('h1')).toHaveAttribute('lang', 'es');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  expect(await page.locator('.plain').innerText()).not.toBe(english);
  await page.locator('.back a').focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dev\/mail\/preview$/);
});

for (const language of ['en', 'es']) {
  test(`every mail in ${language} fits into a phone and a desktop, with its button and its words in both forms`, async ({ page }) => {
    const all = await kinds(page);
    expect(all.length).toBeGreaterThan(10);
    for (const kind of all) {
      await page.goto(`${kind}/${language}`);
      const frame = page.frameLocator('iframe');
      const title = await frame.locator('h1').innerText();
      await expect(page.locator('.plain')).toContainText(title);
      await expect(frame.locator('[data-style]').first()).toHaveAttribute('style', /./);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const overflow = await page.locator('iframe').evaluate((element) => {
          const inside = (element as HTMLIFrameElement).contentDocument?.documentElement;
          return inside === undefined || inside === null ? 1 : inside.scrollWidth - inside.clientWidth;
        });
        expect(overflow, `${kind}, ${width} pixels`).toBeLessThanOrEqual(0);
      }
    }
  });
}
