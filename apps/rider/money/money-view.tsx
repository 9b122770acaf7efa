import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { Fees } from './fees.tsx';
import { Invoices } from './invoices.tsx';
import { Payments } from './payments.tsx';

/** What is due and was paid, fees, invoices. */
export function MoneyView(): JSX.Element {
  const { words } = useApp();
  return (
    <main class="page">
      <a class="button small" href="#/account">
        ← {words.text('back')}
      </a>
      <h1>{words.text('moneyTitle')}</h1>
      <Payments />
      <Fees />
      <Invoices />
    </main>
  );
}
