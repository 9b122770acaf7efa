import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { type Customer, documentPdf } from '../../../../functions/billing/invoices/document-pdf.ts';
import { printable } from '../../../../functions/billing/invoices/printable.ts';
import { type IssuedDocument, issuedExample } from '../../../../shared/contracts/billing/documents.ts';
import { billingAddressExample } from '../../../../shared/contracts/riders/billing-address.ts';
import { adjustedCharge } from '../../../../shared/pricing/adjusted-charge.ts';

const SELLER = {
  name: 'Roadstream Example SL',
  address: ['Avinguda Meritxell 1', 'Andorra'],
  vatId: 'L-1-X',
};
const CUSTOMER = { riderId: 'ana', name: 'Łukasz Šimůnek' };

async function textOf(document: IssuedDocument, customer: Customer = CUSTOMER): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(await documentPdf(document, SELLER, customer)), {
    mergePages: true,
  });
  return text.replaceAll(/\s+/g, ' ');
}

describe('the PDF', () => {
  it('of an invoice says what the law wants: seller, VAT id, number, dates, lines, rates and taxes', async () => {
    const text = await textOf(issuedExample);
    for (const part of [
      'Roadstream Example SL',
      'VAT ID L-1-X',
      'Invoice 2026-000001',
      'Date: 2026-01-31',
      'Supply: car rental rnt_00000000000000000000000001, 2026-01-31 09:40 to 2026-01-31 10:10 UTC',
      'Customer: Łukasz Šimůnek (account ana)',
      'Time (driving, paused): 31 min at 0.29',
      'Net 8.60',
      'IGI 4.5 % 0.39',
      'Total 8.99 EUR',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('is made out to the billing address, where the customer has given one', async () => {
    const address = { ...billingAddressExample, extra: 'Comptabilitat' };
    const text = await textOf(issuedExample, { ...CUSTOMER, address });
    expect(text).toContain(
      'Bill to: Font Arquitectes SL Carrer Major 7 Comptabilitat AD500 Andorra la Vella Andorra VAT ID L-123456-X',
    );
    expect(await textOf(issuedExample)).not.toContain('Bill to');
  });

  it.each([
    ['Latvian', 'Ģirts Bērziņš-Ķēniņš', 'Čaka iela 5, Rīga, LV-1011', 'Ēdināšana „Šķūņu” SIA'],
    ['Polish', 'Żaneta Łęcka-Dąbrowska', 'ul. Świętojańska 3, 80-840 Gdańsk', 'Źródło Spółka z o.o.'],
    ['Lithuanian', 'Živilė Žiūkaitė-Ąžuolienė', 'Šv. Jonų g. 1, Vilnius', 'UAB „Ąžuolas“'],
    ['Romanian, Turkish', 'Ștefan Țîrlea', 'Atatürk Cd. 7, Iğdır', 'Güneş İnşaat A.Ş.'],
    ['Greek', 'Ελένη Παπαδοπούλου', 'Οδός Ερμού 12, Αθήνα', 'Θάλασσα Α.Ε.'],
    ['Cyrillic', 'Дмитрий Ёлкин', 'вул. Хрещатик 22, Київ', 'ТОВ «Їжак ґанок»'],
    ['Vietnamese', 'Nguyễn Thị Hường', 'Phố Huế 9, Hà Nội', 'Công ty Đại Việt'],
  ])('shows names and addresses in %s as they are written', async (_, name, street, company) => {
    const address = { ...billingAddressExample, name: company, street };
    const seller = { ...SELLER, name: company };
    const pdf = await documentPdf(issuedExample, seller, { riderId: 'ana', name, address });
    const proxy = await getDocumentProxy(pdf);
    const { text } = await extractText(proxy, { mergePages: true });
    for (const part of [`Customer: ${name} (account ana)`, street, company]) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(part);
    }
    // The fonts travel with it, as far as it shows them.
    expect(pdf.length).toBeLessThan(60_000);
  });

  it('of a credit note names its invoice, and what it gives back is less than zero', async () => {
    const text = await textOf({
      ...issuedExample,
      kind: 'CREDIT_NOTE',
      number: '2026-000002',
      corrects: '2026-000001',
    });
    expect(text).toContain('Credit note 2026-000002');
    expect(text).toContain('Corrects invoice 2026-000001');
    expect(text).toContain('Total credited -8.99 EUR');
  });

  it('shows an adjustment with its reason, and any number of lines', async () => {
    const reason =
      'A broken window, as the report of the workshop in Escaldes says in much more detail than fits a line';
    const adjusted = adjustedCharge(issuedExample.charge, {
      adjustmentId: 'adj',
      text: reason,
      amount: 6000,
    });
    const [line] = adjusted.lines.slice(-1);
    const many = {
      ...adjusted,
      lines: [...adjusted.lines, ...Array.from({ length: 120 }, () => line ?? adjusted.lines[0])].flatMap(
        (one) => one ?? [],
      ),
    };
    const pdf = await documentPdf({ ...issuedExample, charge: many }, SELLER, CUSTOMER);
    const { text, totalPages } = await extractText(await getDocumentProxy(pdf), { mergePages: true });
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'Adjustment: A broken window, as the report of the workshop',
    );
    expect(totalPages).toBeGreaterThan(2);
  });

  it('is the same bytes for the same document', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => documentPdf(issuedExample, SELLER, CUSTOMER)));
    expect(one).toEqual(two);
  });
});

it('text is shown in the letters that the fonts have', () => {
  const letters = new Set(Array.from('Šárka Ś, 10 € – Θ?A', (letter) => letter.codePointAt(0) ?? 0));
  expect(printable('Šárka Ś\u0301, 10 € – Θ\n', letters)).toBe('Šárka Ś, 10 € – Θ ');
  expect(printable('Ａ Á 中 🚗', letters)).toBe('A A ? ?');
});
