// Notes in a file, a line each: /note buy potions, /notes. It may once this is granted: /scripts grant notes file:notes
const FILE = 'notes/notes.txt';

const read = () => clay.file.read(FILE).catch(() => '');

clay.command('/note', async words => {
  await clay.file.write(FILE, `${await read()}${words}\n`);
  clay.echo('Noted.');
});

clay.command('/notes', async () => clay.echo((await read()) || 'There are none.'));
