import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe finds in the page as it is now, a line each: rule, and the first place. */
export async function accessibilityFindings(page: Page): Promise<readonly string[]> {
  // The legacy mode needs no page of its own, which the policy of the pages would refuse.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}
