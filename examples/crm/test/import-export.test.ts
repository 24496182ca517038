import type { PluginClient } from '@plexica/sdk/testing';
import { expect } from 'chai';
import { type Problem, as, body, word, wrongFields } from './crm.ts';

function send(client: PluginClient, csv: string | Uint8Array, type = 'text/csv'): Promise<Response> {
  return client.post('/contacts.csv', csv, { 'content-type': type });
}

interface Contact {
  name: string;
  email: string | null;
  phone: string | null;
  companyId: string | null;
}

async function find(client: PluginClient, q: string): Promise<Contact[]> {
  return (await body<{ items: Contact[] }>(client.get(`/contacts?limit=200&q=${q}`))).items;
}

describe('importing contacts', () => {
  it('adds them, with their companies', async () => {
    const sales = await as('sales');
    const [mark, company] = [word(), word()];
    const csv = `\ufeffName,Email,Company\r\n${mark} Ann,${mark}@example.com,${company}\r\n"${mark} ""Bob""",,${company.toUpperCase()}\r\n`;
    expect(await body(send(sales, csv, 'text/csv; charset=utf-8'))).to.deep.equal({ created: 2, updated: 0 });
    const contacts = await find(sales, mark);
    expect(contacts.map(({ name }) => name)).to.deep.equal([`${mark} "Bob"`, `${mark} Ann`]);
    const { items } = await body<{ items: { id: string }[] }>(sales.get(`/companies?q=${company}`));
    expect(items).to.have.length(1);
    expect(contacts.map(({ companyId }) => companyId)).to.deep.equal([items[0]?.id, items[0]?.id]);
  });

  it('updates those whose e-mail address is known and keeps what the file leaves empty', async () => {
    const sales = await as('sales');
    const mark = word();
    const email = `${mark}@example.com`;
    await body(sales.post('/contacts', { name: `${mark} old`, email, phone: '123' }), 201);
    const csv = `email;name;phone\n${email.toUpperCase()};${mark} new;\n;${mark} other;456\n`;
    expect(await body(send(sales, csv))).to.deep.equal({ created: 1, updated: 1 });
    expect((await find(sales, mark)).map(({ name, phone }) => [name, phone])).to.deep.equal([
      [`${mark} new`, '123'],
      [`${mark} other`, '456'],
    ]);
  });

  it('refuses a file with wrong lines as a whole and names each', async () => {
    const sales = await as('sales');
    const mark = word();
    const csv = [
      'name,email',
      `${mark} Ann,${mark}@example.com`,
      `,${mark}2@example.com`,
      '',
      `${mark} Bob,not an address`,
      `${mark} Cid,${mark}@EXAMPLE.com`,
      `${mark} Dan`,
    ].join('\n');
    expect(await wrongFields(send(sales, csv))).to.deep.equal({
      'lines[3].name': 'must be a string',
      'lines[5].email': 'must be an e-mail address, such as ann@example.com',
      'lines[6].email': 'is on line 2 too',
      'lines[7]': 'has 1 cells, where the first line has 2',
    });
    expect(await find(sales, mark), 'nothing half done').to.deep.equal([]);
  });

  it('stops after 100 wrong fields', async () => {
    const sales = await as('sales');
    const wrong = await wrongFields(send(sales, `name,email\n${'Ann,x\n'.repeat(1000)}`));
    expect(Object.keys(wrong)).to.have.length(100);
  });

  it('takes the same contacts twice at once, in whatever order', async () => {
    const sales = await as('sales');
    const mark = word();
    const lines = Array.from({ length: 1000 }, (_, at) => `${mark} ${at},${mark}${at}@example.com`);
    const files = [lines, lines.toReversed(), lines, lines.toReversed()];
    const answers = files.map((order) => send(sales, `name,email\n${order.join('\n')}`));
    const counts = [];
    for (const answer of answers) counts.push(await body<{ created: number }>(answer));
    expect(counts.map(({ created }) => created).toSorted((a, b) => a - b)).to.deep.equal([0, 0, 0, 1000]);
  });

  it('takes thousands of lines in one file, and no more', async () => {
    const sales = await as('sales');
    const mark = word();
    const lines = Array.from(
      { length: 5000 },
      (_, at) => `${mark} ${at},${mark}${at}@example.com,c${mark}${at % 7}`,
    );
    const csv = `name,email,company\n${lines.join('\n')}`;
    expect(await body(send(sales, csv))).to.deep.equal({ created: 5000, updated: 0 });
    expect(await body(send(sales, csv))).to.deep.equal({ created: 0, updated: 5000 });
    expect(await wrongFields(send(sales, `${csv}\nOne more,,\n`))).to.have.keys('lines[5002]');
  });

  /** [name, file where @ stands for a word of its own, names that are kept] */
  const files: [string, string, string[]][] = [
    ['only a header', 'name\n', []],
    ['a last line without its end', 'name\n@', ['@']],
    ['CRLF', 'name,phone\r\n@ a,1\r\n@ b,2\r\n', ['@ a', '@ b']],
    ['CR', 'name\r@ a\r@ b\r', ['@ a', '@ b']],
    ['empty lines', '\nname\n\n\n@ a\n\n@ b\n\n', ['@ a', '@ b']],
    ['separators and doubled quotes in quotes', 'name\n"@, ""a"""\n', ['@, "a"']],
    ['spaces around cells', ' name , phone\n @ a , 1 \n', ['@ a']],
    ['commas beside semicolons', 'name;phone\n"@; a";1\n@, b;2\n', ['@, b', '@; a']],
    ['semicolons beside commas', 'name,phone\n@; a,1\n', ['@; a']],
    ['characters of several bytes', 'name\n@ 😀é\n', ['@ 😀é']],
    ['a cell guarded against formulas', `name\n'=@\n'@\n`, ["'@", '=@']],
  ];
  for (const [name, csv, names] of files) {
    it(`reads ${name}`, async () => {
      const sales = await as('sales');
      const mark = word();
      await body(send(sales, csv.replaceAll('@', mark)));
      const kept = (await find(sales, mark)).map((contact) => contact.name.replace(mark, '@'));
      expect(kept.toSorted()).to.deep.equal(names);
    });
  }

  const refused: [string, string, string][] = [
    ['an empty file', '', 'lines[1]'],
    ['unknown columns', 'name,mail\nAnn,x\n', 'lines[1]'],
    ['a column twice', 'name,name\nAnn,x\n', 'lines[1]'],
    ['no column for the name', 'email\nann@example.com\n', 'lines[1]'],
    ['an open quote', 'name\n"Ann\n', 'lines[2]'],
    ['a quote inside a cell', 'name\n\nAnn "Lee"\n', 'lines[3]'],
    ['text after a closing quote', 'name\n"Ann" Lee\n', 'lines[2]'],
    ['an endless cell', `name\n${'x'.repeat(11_000)}`, 'lines[2]'],
    [
      'a wrong line after a cell of two lines',
      'name\n"Ann\r\nLee"\n"",\n',
      'lines[3].name lines[4] lines[4].name',
    ],
    ['control characters', 'name\nA\0nn\n', 'lines[2].name'],
  ];
  for (const [name, csv, path] of refused) {
    it(`refuses ${name}`, async () => {
      expect(await wrongFields(send(await as('sales'), csv))).to.have.keys(path.split(' '));
    });
  }

  it('refuses what is not UTF-8, or not CSV', async () => {
    const sales = await as('sales');
    const latin1 = await body<Problem>(send(sales, Buffer.from('name\nJosé\n', 'latin1')), 422);
    expect(latin1.code).to.equal('invalid_csv');
    await body(send(sales, '[]', 'application/json'), 415);
  });

  it('adds companies only for those who may', async () => {
    const mark = word();
    const importer = await as({ permissions: ['contacts.*'] });
    const csv = `name,company\n${mark},${mark}\n`;
    const problem = await body<Problem>(send(importer, csv), 403);
    expect(problem.detail).to.include(mark).and.include('companies.write');
    expect(await find(importer, mark)).to.deep.equal([]);
    await body((await as('sales')).post('/companies', { name: mark.toUpperCase() }), 201);
    expect(await body(send(importer, csv))).to.deep.equal({ created: 1, updated: 0 });
  });
});

describe('exporting', () => {
  it('gives contacts as a file that import takes', async () => {
    const sales = await as('sales');
    const mark = word();
    const contact = {
      name: `=HYPERLINK("https://example.com";"${mark}")`,
      email: `${mark}@example.com`,
      phone: '+49 30 1234',
    };
    const { id } = await body(sales.post('/contacts', contact), 201);
    const answer = await sales.get('/contacts.csv');
    expect(answer.headers.get('content-type')).to.match(/^text\/csv; charset=utf-8/i);
    expect(answer.headers.get('content-disposition')).to.equal('attachment; filename="contacts.csv"');
    const csv = await answer.text();
    const line = csv.split('\r\n').find((text) => text.includes(mark)) ?? '';
    expect(csv.split('\r\n')[0]).to.equal('name,email,phone,company');
    expect(line).to.equal(
      `"'=HYPERLINK(""https://example.com"";""${mark}"")",${mark}@example.com,"'+49 30 1234",`,
    );

    await body(sales.patch(`/contacts/${id}`, { name: 'x', phone: null }));
    await body(send(sales, `name,email,phone,company\r\n${line}\r\n`));
    expect(await body(sales.get(`/contacts/${id}`))).to.include(contact);
  });

  const nasty = ['=1', "'=1", "''+1", "'hello", "o'brien", '@a', '-', '\u00a0=1', 'a"b', 'a,b;c', 'ü', '1,5'];
  it('gives names back when the file is imported, whatever they hold', async () => {
    const sales = await as('sales');
    const mark = word();
    for (const [at, name] of nasty.entries()) {
      await body(sales.post('/contacts', { name, email: `${mark}${at}@example.com` }), 201);
    }
    const names = async () => (await find(sales, mark)).map(({ name }) => name);
    const before = await names();
    expect(before).to.have.length(nasty.length);
    const csv = (await (await sales.get('/contacts.csv')).text()).split('\r\n');
    const lines = csv.filter((line) => line.includes(mark));
    expect(
      lines.every((line) => !/^"?[=+@-]/.test(line)),
      lines.join('\n'),
    ).to.equal(true);
    const moved = [csv[0], ...lines].join('\r\n').replaceAll(mark, `${mark}x`);
    await body(send(sales, moved));
    const { items } = await body<{ items: Contact[] }>(sales.get(`/contacts?limit=200&q=${mark}x`));
    expect(items.map(({ name }) => name)).to.deep.equal(before);
  });

  it('gives more rows than one statement reads, each once', async () => {
    const sales = await as('sales');
    const mark = word();
    const lines = Array.from({ length: 2500 }, (_, at) => `${mark},${mark}${at}@example.com`);
    await body(send(sales, `name,email\n${lines.join('\n')}`));
    const csv = await (await sales.get('/contacts.csv')).text();
    const emails = csv.split('\r\n').filter((line) => line.startsWith(mark));
    expect(new Set(emails).size).to.equal(2500);
    expect(emails).to.have.length(2500);
  });

  it('gives deals with the names of what they belong to', async () => {
    const sales = await as('sales');
    const [title, name] = [word(), word()];
    const company = await body(sales.post('/companies', { name }), 201);
    await body(
      sales.post('/deals', { title, amount: 12.5, expectedOn: '2028-02-29', companyId: company.id }),
      201,
    );
    const csv = await (await sales.get('/deals.csv')).text();
    expect(csv.split('\r\n')[0]).to.equal(
      'title,amount,currency,status,stage,company,contact,expectedOn,closedAt',
    );
    expect(csv.split('\r\n').find((line) => line.startsWith(title))).to.equal(
      `${title},12.5,EUR,open,New,${name},,2028-02-29,`,
    );
  });

  it('takes no query', async () => {
    expect(await wrongFields((await as('sales')).get('/contacts.csv?q=ann'))).to.have.keys('q');
  });
});
