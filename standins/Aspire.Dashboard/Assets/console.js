// Pausing stops the display, not the stream: what arrives meanwhile is shown afterwards.
const limit = 10000;
const place = document.getElementById('console-lines');
const choice = document.getElementById('console-resource');
const filter = document.getElementById('console-filter');
const pause = document.getElementById('console-pause');
const download = document.getElementById('console-download');
let lines = [];
let held = [];
let stream;

export function showConsole(name) {
  if (name !== undefined && name !== choice.value) {
    nameResources([name]);
    choice.value = name;
  }
  connect();
}

export function hideConsole() {
  stream?.close();
  stream = undefined;
}

export function nameResources(names) {
  const known = new Set([...choice.options].map(option => option.value));
  names.filter(name => !known.has(name)).forEach(name => choice.add(new Option(name)));
}

function connect() {
  stream?.close();
  lines = [];
  held = [];
  place.replaceChildren();
  const resource = choice.value;
  download.hidden = !resource;
  download.href = `/api/console/download?resource=${encodeURIComponent(resource)}`;
  stream = new EventSource(`/api/console${resource ? `?resource=${encodeURIComponent(resource)}` : ''}`);
  stream.onopen = () => { lines = []; held = []; place.replaceChildren(); }; // a new connection starts from the kept lines
  stream.addEventListener('lines', event => add(JSON.parse(event.data)));
}

function add(batch) {
  if (pause.getAttribute('aria-pressed') === 'true') {
    held.push(...batch);
    held.splice(0, held.length - limit);
    pause.textContent = `Resume (${held.length})`;
    return;
  }
  const atEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 40;
  lines.push(...batch);
  lines.splice(0, lines.length - limit);
  place.append(...batch.filter(matches).map(draw));
  while (place.childElementCount > limit) {
    place.firstElementChild.remove();
  }
  if (atEnd) {
    place.scrollTop = place.scrollHeight;
  }
}

function matches(line) {
  return line.text.toLowerCase().includes(filter.value.toLowerCase());
}

function draw(line) {
  const row = document.createElement('p');
  if (line.isError) {
    row.className = 'error';
  }
  const time = document.createElement('time');
  time.dateTime = line.time;
  time.textContent = new Date(line.time).toLocaleTimeString([], { hour12: false });
  row.append(time);
  if (!choice.value) {
    const name = document.createElement('b');
    name.textContent = line.resource;
    row.append(name);
  }
  row.append(line.text.replace(/\x1b\[[0-9;]*m/g, ''));
  return row;
}

choice.addEventListener('change', () => { location.hash = choice.value ? `#console/${encodeURIComponent(choice.value)}` : '#console'; });
filter.addEventListener('input', () => place.replaceChildren(...lines.filter(matches).map(draw)));
pause.addEventListener('click', () => {
  const paused = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', paused);
  pause.textContent = paused ? 'Resume' : 'Pause';
  if (!paused) {
    const batch = held;
    held = [];
    add(batch);
  }
});
document.getElementById('console-clear').addEventListener('click', () => { lines = []; place.replaceChildren(); });
