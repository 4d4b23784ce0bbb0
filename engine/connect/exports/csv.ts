/** Cuts CSV (RFC 4180) into rows, however it is chunked. Fields in quotes may hold commas, quotes (doubled) and line ends. */
export class CsvRows {
  #row: string[] = [];
  #field = '';
  #isQuoted = false;
  /** The last character was a quote inside quotes: what follows tells whether it ends the field. */
  #isQuoteOpen = false;

  /** @returns rows that are complete with this text */
  push(text: string): string[][] {
    const rows: string[][] = [];
    for (const character of text) {
      if (this.#isQuoteOpen) {
        this.#isQuoteOpen = false;
        if (character === '"') {
          this.#field += '"';
          continue;
        }
        this.#isQuoted = false;
      }
      if (this.#isQuoted) {
        if (character === '"') this.#isQuoteOpen = true;
        else this.#field += character;
      } else if (character === '"' && this.#field === '') this.#isQuoted = true;
      else if (character === ',') this.#endField();
      else if (character === '\n') this.#endRow(rows);
      else this.#field += character;
    }
    return rows;
  }

  /** @returns the row that the end of the text completes */
  end(): string[][] {
    const rows: string[][] = [];
    if (this.#field !== '' || this.#row.length > 0) this.#endRow(rows);
    return rows;
  }

  /** Characters of a row that is not complete: a file with one quote too many must not take the memory. */
  get waiting(): number {
    return this.#field.length;
  }

  #endField(): void {
    this.#row.push(this.#field);
    this.#field = '';
    this.#isQuoted = false;
    this.#isQuoteOpen = false;
  }

  #endRow(rows: string[][]): void {
    if (this.#field.endsWith('\r')) this.#field = this.#field.slice(0, -1);
    this.#endField();
    rows.push(this.#row);
    this.#row = [];
  }
}
