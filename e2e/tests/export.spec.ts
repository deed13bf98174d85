import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { mailedPath, personIn, tokenIn } from './people.ts';

function title(page: Page) {
  return page.getByRole('heading', { level: 1 });
}

/** The path of the link to an archive that somebody new, who is signed in in this page's browser, has asked for. */
async function archivePath(page: Page): Promise<string> {
  const email = await personIn(page);
  const headers = { authorization: `Bearer ${await tokenIn(page)}` };
  expect((await page.request.post('/api/account/export', { headers })).status()).toBe(202);
  return mailedPath(page.request, email, '/export');
}

async function fetchArchive(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Fetch the archive' }).click();
}

test('an archive is saved by whoever owns the account, once', async ({ page }) => {
  const path = await archivePath(page);
  await page.goto(path);
  expect(page.url()).not.toContain('token');
  const download = page.waitForEvent('download');
  await fetchArchive(page);
  const file = await readFile(await (await download).path());
  expect(file.subarray(0, 2).toString()).toBe('PK');
  await expect(title(page)).toHaveText('Your archive is saved');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.goto('/');
  await page.goto(path);
  await fetchArchive(page);
  await expect(title(page)).toHaveText('This link no longer works');
});

test('an archive asks a stranger to sign in, refuses another owner, and its link stays good', async ({ page, browser }) => {
  const path = await archivePath(page);
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(path);
  await fetchArchive(stranger);
  await expect(title(stranger)).toHaveText('Sign in first');
  await expect(title(stranger)).toBeFocused();
  expect((await new AxeBuilder({ page: stranger }).analyze()).violations).toEqual([]);

  await personIn(stranger);
  await stranger.goto(path);
  await fetchArchive(stranger);
  await expect(title(stranger)).toHaveText('This archive is of another account');
  expect((await new AxeBuilder({ page: stranger }).analyze()).violations).toEqual([]);

  await page.goto(path);
  await fetchArchive(page);
  await expect(title(page)).toHaveText('Your archive is saved');
});
