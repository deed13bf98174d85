import { expect, test } from '@playwright/test';
import { mailedPath, newEmail, signUpIn } from './people.ts';

test('the mailbox shows a mail, its text and its HTML, and leads on', async ({ page, request }) => {
  const email = newEmail();
  await signUpIn(page, email);
  const path = await mailedPath(request, email);

  await page.goto('/dev/mail');
  await page.locator('#to').fill(email);
  await page.keyboard.press('Enter');
  await page.locator('.letters a').first().click();
  await expect(page.getByText(email).first()).toBeVisible();
  await expect(page.frameLocator('iframe').getByRole('link').first()).toBeVisible();
  await expect(page.locator(`a[href$="${path}"]`).first()).toBeVisible();
});

test('the mailbox is emptied only after a question', async ({ page }) => {
  const email = newEmail();
  await signUpIn(page, email);
  await mailedPath(page.request, email);
  const asked: string[] = [];
  // Other tests read the same mailbox: the request is looked at, not sent.
  await page.route('**/dev/mail/messages', async (route) => {
    asked.push(route.request().method());
    await route.fulfill({ status: 204 });
  });

  await page.goto('/dev/mail');
  await page.locator('#empty').click();
  const question = page.getByRole('dialog');
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  expect(asked).toEqual([]);

  await page.locator('#empty').click();
  await question.getByRole('button').last().click();
  await expect.poll(() => asked).toEqual(['DELETE']);
});
