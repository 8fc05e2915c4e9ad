const details = document.getElementById('details');
const body = document.querySelector('.resources tbody');
let rows = [];
let shown;

export function showResources(name) {
  if (name) {
    open(name);
  }
}

export function drawResources(next) {
  rows = next;
  const known = new Map([...body.children].map(row => [row.dataset.name, row]));
  next.forEach((data, index) => {
    const row = known.get(data.resource.name) ?? newRow(data.resource.name);
    known.delete(data.resource.name);
    fill(row, data);
    if (body.children[index] !== row) {
      body.insertBefore(row, body.children[index] ?? null);
    }
  });
  known.forEach(row => row.remove());
  if (details.open && shown) {
    drawDetails();
  }
}

function newRow(name) {
  const row = document.createElement('tr');
  row.dataset.name = name;
  const labels = ['', '', '', 'started', 'restarts', 'CPU', 'memory', ''];
  labels.forEach((label, column) => {
    const cell = row.insertCell();
    if (label) {
      cell.dataset.label = label;
    }
    if (column > 3 && column < 7) {
      cell.className = 'number';
    }
  });
  row.cells[2].className = 'urls';
  return row;
}

// Cells are replaced only when what they show has changed, so that focus and selection stay where they are.
function fill(row, { resource, cpuPercent, memoryBytes }) {
  put(row.cells[0], resource.type, () => {
    const name = element('button', resource.name, 'name');
    name.addEventListener('click', () => open(resource.name));
    return [name, element('span', resource.type, 'type')];
  });
  put(row.cells[1], [resource.state, resource.health, resource.reason], () => stateOf(resource));
  put(row.cells[2], resource.urls, () => resource.urls.map(link));
  put(row.cells[3], resource.startedAt, () => resource.startedAt ? [timeOf(resource.startedAt)] : []);
  put(row.cells[4], resource.restarts, () => [resource.restarts || '']);
  put(row.cells[5], cpuPercent, () => [cpuPercent === null ? '' : `${cpuPercent.toFixed(cpuPercent < 10 ? 1 : 0)} %`]);
  put(row.cells[6], memoryBytes, () => [memoryBytes === null ? '' : `${Math.round(memoryBytes / 1048576)} MB`]);
  put(row.cells[7], resource.commands, () => [commandsOf(resource)]);
}

function put(cell, value, draw) {
  const key = JSON.stringify(value ?? null);
  if (cell.drawn !== key) {
    cell.drawn = key;
    cell.replaceChildren(...draw());
  }
}

function stateOf(resource) {
  const word = resource.state === 'Running' && resource.health ? resource.health : resource.state;
  const look = { Healthy: 'good', Running: 'good', Degraded: 'warn', Starting: 'warn', Waiting: 'warn', Stopping: 'warn', Unhealthy: 'bad', FailedToStart: 'bad', Exited: 'bad' }[word] ?? '';
  const state = element('span', word.replace(/([a-z])([A-Z])/g, '$1 $2'), `state ${look}`);
  return resource.reason ? [state, element('span', resource.reason, 'reason')] : [state];
}

function commandsOf(resource) {
  const place = element('div', '', 'commands');
  for (const command of resource.commands) {
    const button = element('button', command.text);
    button.disabled = !command.enabled;
    button.setAttribute('aria-label', `${command.text} ${resource.name}`);
    button.addEventListener('click', () => execute(resource.name, command, button));
    place.append(button);
  }
  return place;
}

async function execute(resource, command, button) {
  if (command.confirmation && !confirm(command.confirmation)) {
    return;
  }
  button.disabled = true;
  try {
    const answer = await fetch(`/api/resources/${encodeURIComponent(resource)}/commands/${encodeURIComponent(command.name)}`, {
      method: 'POST',
      headers: { 'X-Dashboard': '1' },
    });
    const outcome = await answer.json();
    if (!outcome.succeeded) {
      toast(`${command.text} ${resource}: ${outcome.message}`);
    }
  } catch (error) {
    toast(`${command.text} ${resource}: ${error.message}`);
  } finally {
    button.disabled = !command.enabled;
  }
}

function open(name) {
  shown = name;
  if (rows.some(row => row.resource.name === name)) {
    drawDetails();
    if (!details.open) {
      details.showModal();
    }
  }
}

details.addEventListener('close', () => { shown = undefined; });

function drawDetails() {
  const { resource } = rows.find(row => row.resource.name === shown) ?? {};
  if (!resource) {
    details.close();
    return;
  }
  document.getElementById('details-title').textContent = resource.name;
  const place = document.getElementById('details-body');
  put(place, resource, () => {
    const console_ = element('a', 'Console');
    console_.href = `#console/${encodeURIComponent(resource.name)}`;
    console_.addEventListener('click', () => details.close());
    return [
      ...stateOf(resource), document.createTextNode(' '), console_,
      ...list('Health checks', resource.healthChecks.map(check => [check.name, [check.status ?? 'not yet run', check.detail].filter(Boolean).join(': ')])),
      ...list('Addresses', resource.urls.map(url => [url.text ?? 'open', link({ url: url.url })])),
      ...list('Relations', resource.relations.map(relation => [relation.kind, relation.resource])),
      ...list('Processes', resource.processIds.length ? [['process id', resource.processIds.join(', ')]] : []),
      ...list('Environment (secrets are masked)', resource.environment.map(pair => [pair.key, pair.value])),
    ];
  });
}

function list(title, pairs) {
  if (pairs.length === 0) {
    return [];
  }
  const items = document.createElement('dl');
  for (const [name, value] of pairs) {
    const description = document.createElement('dd');
    description.append(value);
    items.append(element('dt', name), description);
  }
  return [element('h3', title), items];
}

function link({ url, text }) {
  const anchor = element('a', text ?? url.replace(/^https?:\/\//, '').replace(/\/$/, ''));
  if (/^https?:/.test(url)) {
    anchor.href = url;
    anchor.target = '_blank';
    anchor.rel = 'noreferrer';
  }
  return anchor;
}

function timeOf(iso) {
  const time = element('time', new Date(iso).toLocaleTimeString());
  time.dateTime = iso;
  return time;
}

function element(name, text, className) {
  const node = document.createElement(name);
  node.textContent = text;
  if (className) {
    node.className = className;
  }
  return node;
}

function toast(text) {
  const place = document.getElementById('toast');
  place.textContent = text;
  place.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { place.hidden = true; }, 8000);
}
