import * as fontkit from '@cantoo/fontkit';
import { PDFDocument, type PDFFont, type PDFPage, rgb } from '@cantoo/pdf-lib';
import type { IssuedDocument } from '../../../shared/contracts/billing/documents.ts';
import type { BillingAddress } from '../../../shared/contracts/riders/billing-address.ts';
import { moneyText } from '../../../shared/kernel/money.ts';
import type { StageSettings } from '../../../shared/runtime/room.ts';
import { notoSans } from './fonts/noto-sans.ts';
import { lineText } from './line-text.ts';
import { printable } from './printable.ts';

/** Makes the PDF of a document. The same document makes the same bytes. */

type Seller = StageSettings['seller'];

export interface Customer {
  readonly riderId: string;
  /** Absent when it is not known, or was erased. */
  readonly name?: string;
  /** To whom it is made out beside that. */
  readonly address?: BillingAddress;
}

/** A4, in points. */
const WIDTH = 595.28;
const HEIGHT = 841.89;
const MARGIN = 56;
const RIGHT = WIDTH - MARGIN;
const SIZE = 10;
const SMALL = 8;
const LINE = 15;
/** The right edges of the columns net, tax and total. */
const COLUMNS = [RIGHT - 130, RIGHT - 65, RIGHT] as const;
const TEXT_WIDTH = COLUMNS[0] - 55 - MARGIN;

export async function documentPdf(
  document: IssuedDocument,
  seller: Seller,
  customer: Customer,
): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const issued = new Date(document.time);
  pdf.setTitle(`${titleOf(document)} ${document.number}`);
  pdf.setAuthor(seller.name);
  pdf.setCreator('Roadstream');
  pdf.setProducer('Roadstream');
  pdf.setCreationDate(issued);
  pdf.setModificationDate(issued);
  pdf.registerFontkit(fontkit);
  // A document has the letters that it shows, and no others of the fonts.
  const { regular, bold } = notoSans();
  const sheet = new Sheet(pdf, {
    plain: await pdf.embedFont(regular, { subset: true }),
    bold: await pdf.embedFont(bold, { subset: true }),
  });
  head(sheet, document, seller, customer);
  lines(sheet, document);
  totals(sheet, document);
  return await pdf.save();
}

const titleOf = ({ kind }: IssuedDocument): string => (kind === 'INVOICE' ? 'Invoice' : 'Credit note');

/** Pages from the top down, with a new one when the last is full. */
class Sheet {
  readonly #pdf: PDFDocument;
  readonly #fonts: { readonly plain: PDFFont; readonly bold: PDFFont };
  /** The code points that both fonts have. */
  readonly #letters: ReadonlySet<number>;
  #page: PDFPage;
  #y = HEIGHT - MARGIN;

  constructor(pdf: PDFDocument, fonts: { readonly plain: PDFFont; readonly bold: PDFFont }) {
    this.#pdf = pdf;
    this.#fonts = fonts;
    const bold = new Set(fonts.bold.getCharacterSet());
    this.#letters = new Set(fonts.plain.getCharacterSet().filter((letter) => bold.has(letter)));
    this.#page = pdf.addPage([WIDTH, HEIGHT]);
  }

  down(points: number): void {
    this.#y -= points;
    if (this.#y > MARGIN) return;
    this.#page = this.#pdf.addPage([WIDTH, HEIGHT]);
    this.#y = HEIGHT - MARGIN;
  }

  /** At the current height. */
  left(text: string, { bold = false, size = SIZE, x = MARGIN } = {}): void {
    const font = bold ? this.#fonts.bold : this.#fonts.plain;
    this.#page.drawText(this.#shown(text), { x, y: this.#y, size, font });
  }

  right(text: string, edge: number, { bold = false, size = SIZE } = {}): void {
    const font = bold ? this.#fonts.bold : this.#fonts.plain;
    const shown = this.#shown(text);
    this.#page.drawText(shown, { x: edge - font.widthOfTextAtSize(shown, size), y: this.#y, size, font });
  }

  rule(): void {
    const y = this.#y + LINE - 4;
    const end = { x: RIGHT, y };
    this.#page.drawLine({ start: { x: MARGIN, y }, end, thickness: 0.5, color: rgb(0.6, 0.6, 0.6) });
  }

  #shown(text: string): string {
    return printable(text, this.#letters);
  }

  /** The text in lines that fit the first column. */
  wrapped(text: string): readonly string[] {
    const all: string[] = [];
    let line = '';
    for (const word of this.#shown(text).split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && this.#fonts.plain.widthOfTextAtSize(longer, SIZE) > TEXT_WIDTH) {
        all.push(line);
        line = word;
      } else line = longer;
    }
    return [...all, line];
  }
}

function head(sheet: Sheet, document: IssuedDocument, seller: Seller, customer: Customer): void {
  sheet.left(seller.name, { bold: true });
  for (const line of [...seller.address, `VAT ID ${seller.vatId}`]) {
    sheet.down(LINE);
    sheet.left(line);
  }
  sheet.down(LINE * 3);
  sheet.left(`${titleOf(document)} ${document.number}`, { bold: true, size: 18 });
  const { number: _, corrects, time, supply, rentalId } = document;
  const facts = [
    `Date: ${time.slice(0, 10)}`,
    ...(corrects === undefined ? [] : [`Corrects invoice ${corrects}`]),
    `Supply: car rental ${rentalId}, ${minute(supply.from)} to ${minute(supply.to)} UTC`,
    `Customer: ${customer.name ?? ''} (account ${customer.riderId})`,
    ...(customer.address === undefined
      ? []
      : ['Bill to:', ...addressLines(customer.address).flatMap((line) => sheet.wrapped(line))]),
  ];
  sheet.down(LINE);
  for (const fact of facts) {
    sheet.down(LINE);
    sheet.left(fact);
  }
  sheet.down(LINE * 2);
}

const countries = new Intl.DisplayNames(['en'], { type: 'region' });

function addressLines({ name, street, extra, postcode, city, country, vatId }: BillingAddress): string[] {
  return [
    name,
    street,
    ...(extra === undefined ? [] : [extra]),
    postcode === undefined ? city : `${postcode} ${city}`,
    countries.of(country) ?? country,
    ...(vatId === undefined ? [] : [`VAT ID ${vatId}`]),
  ];
}

const minute = (time: string): string => time.slice(0, 16).replace('T', ' ');

function lines(sheet: Sheet, { charge, kind }: IssuedDocument): void {
  const { currency } = charge;
  const money = moneyOf(currency, kind);
  sheet.left('Description', { bold: true });
  for (const [n, heading] of ['Net', 'Tax', currency].entries()) {
    sheet.right(heading, COLUMNS[n] ?? RIGHT, { bold: true });
  }
  sheet.down(LINE);
  sheet.rule();
  for (const line of charge.lines) {
    const [first = '', ...more] = sheet.wrapped(lineText(line));
    sheet.left(first);
    const tax = line.taxes.reduce((sum, { amount }) => sum + amount, 0);
    for (const [n, amount] of [line.net, tax, line.gross].entries()) {
      sheet.right(money(amount), COLUMNS[n] ?? RIGHT);
    }
    for (const text of more) {
      sheet.down(LINE);
      sheet.left(text);
    }
    sheet.down(LINE);
  }
}

function totals(sheet: Sheet, { charge, kind }: IssuedDocument): void {
  const { currency, net, taxes, total, payments, due } = charge;
  const money = moneyOf(currency, kind);
  sheet.rule();
  const rows: readonly (readonly [string, number])[] = [
    ['Net', net],
    ...taxes.map(({ name, percent, amount }) => [`${name} ${percent} %`, amount] as const),
    ...payments.map(({ amount }) => ['Paid by account credit', -amount] as const),
  ];
  for (const [name, amount] of rows) {
    sheet.left(name);
    sheet.right(money(amount), RIGHT);
    sheet.down(LINE);
  }
  sheet.left(kind === 'INVOICE' ? 'Total' : 'Total credited', { bold: true });
  sheet.right(`${money(payments.length === 0 ? total : due)} ${currency}`, RIGHT, { bold: true });
  if (taxes.length > 0) return;
  sheet.down(LINE * 2);
  sheet.left('No tax is charged.', { size: SMALL });
}

/** A credit note shows what is given back as less than zero. */
const moneyOf =
  (currency: string, kind: IssuedDocument['kind']) =>
  (amount: number): string =>
    moneyText({ amount: kind === 'INVOICE' ? amount : 0 - amount, currency });
