'use strict';
const $ = id => document.getElementById(id);
const svgNs = 'http://www.w3.org/2000/svg';

function add(parent, name, text, className) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  parent.append(node);
  return node;
}

async function ask(path) {
  const key = $('key').value;
  const response = await fetch(path, { headers: key ? { 'X-API-Key': key } : {} });
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail || `${response.status} ${response.statusText}`);
  }
  return response;
}

// The log.
$('open').addEventListener('submit', async event => {
  event.preventDefault();
  const base = `/api/ledgers/${encodeURIComponent($('project').value)}`;
  $('status').textContent = 'Reading the log…';
  try {
    const ledger = await (await ask(base)).json();
    $('status').textContent = `${ledger.origin}: ${ledger.treeSize} entries. Key to pin: ${ledger.verifierKey}`;
    $('checkpoint').textContent = await (await ask(base + '/log/checkpoint')).text();
    const size = Number(ledger.treeSize), first = Math.max(0, size - 50), rows = $('entries').tBodies[0];
    rows.replaceChildren();
    for (let index = size - 1; index >= first; index--) {
      showEntry(rows, await (await ask(`${base}/log/entries/${index}`)).json(), base);
    }
  } catch (error) {
    $('status').textContent = error.message;
  }
});

function values(entry) {
  if (entry.params && entry.params.attested) return 'attested, not proven';
  return entry.dataset_root ? 'committed' : '';
}

function showEntry(rows, entry, base) {
  const row = add(rows, 'tr');
  add(row, 'td', entry.index, 'number');
  add(row, 'td', entry.op);
  const cell = add(row, 'td');
  if (entry.dataset) {
    const button = add(cell, 'button', `${entry.dataset}@${entry.version}`);
    button.type = 'button';
    button.addEventListener('click', () => showHistory(base, entry.dataset));
  }
  add(row, 'td', entry.rows || '', 'number');
  add(row, 'td', entry.time);
  add(row, 'td', values(entry));
}

// A dataset's history: one column per generation, lines from parents.
async function showHistory(base, dataset) {
  $('history-of').textContent = `Entries about ${dataset}`;
  const items = (await (await ask(`${base}/datasets/${encodeURIComponent(dataset)}/history?limit=500`)).json()).items;
  const places = new Map(), heights = [];
  for (const { index, entry } of items) {
    const parents = (entry.parents || []).map(parent => places.get(parent.index)).filter(Boolean);
    const column = parents.length ? Math.max(...parents.map(place => place.column)) + 1 : 0;
    heights[column] = (heights[column] || 0) + 1;
    places.set(index, { column, x: 20 + column * 220, y: 20 + (heights[column] - 1) * 70, entry, parents });
  }
  const svg = document.createElementNS(svgNs, 'svg');
  const width = 20 + heights.length * 220, height = 20 + Math.max(...heights) * 70;
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('width', width);
  svg.setAttribute('height', height);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', items.map(({ index, entry }) =>
    `${index} ${entry.op} ${entry.dataset || ''} from ${(entry.parents || []).map(parent => parent.index).join(', ') || 'nothing'}`).join('; '));
  const draw = (name, attributes, text) => {
    const node = document.createElementNS(svgNs, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text) node.textContent = text;
    svg.append(node);
  };
  for (const { x, y, parents } of places.values()) {
    for (const parent of parents) {
      draw('path', { d: `M${parent.x + 180} ${parent.y + 22} C${parent.x + 205} ${parent.y + 22} ${x - 25} ${y + 22} ${x} ${y + 22}` });
    }
  }
  for (const [index, { x, y, entry }] of places) {
    draw('rect', { x, y, width: 180, height: 44, rx: 6 });
    draw('text', { x: x + 10, y: y + 18 }, `${index} ${entry.op}`);
    draw('text', { x: x + 10, y: y + 36 }, entry.dataset ? `${entry.dataset}@${entry.version}`.slice(0, 24) : '');
  }
  $('graph').replaceChildren(svg);
  $('history-title').scrollIntoView();
}

// Bundles.
const bytesOf = base64 => base64 ? atob(base64).length : 0;

function count(bundle) {
  const columns = bundle.subjects.flatMap(subject => subject.columns);
  const hashes = bundle.subjects.reduce((sum, subject) => sum + subject.inclusion.length + subject.headerPath.length, 0)
    + columns.reduce((sum, column) => sum + column.path.length, 0);
  const wellFormed = [].concat(bundle.wellFormed).reduce((sum, wf) => sum + bytesOf(wf.open) + bytesOf(wf.pad), 0);
  return [
    ['Proof', bytesOf(bundle.proof)],
    ['Proof of well-formedness, once per dataset', wellFormed],
    ['Commitments, once per dataset', columns.reduce((sum, column) => sum + bytesOf(column.commitments), 0)],
    ['Paths', 32 * hashes],
    ['Map', bytesOf(bundle.map)],
    ['Checkpoint', bundle.checkpoint.length],
  ];
}

async function verify(file) {
  $('checks').replaceChildren();
  $('bytes').hidden = true;
  $('verdict').className = '';
  $('verdict').textContent = 'Checking…';
  try {
    const bundle = JSON.parse(await file.text()), key = $('verifier').value.trim();
    const response = await fetch('/api/verify', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(key ? { bundle, verifierKey: key } : bundle),
    });
    const verdict = await response.json();
    if (!response.ok) throw new Error(verdict.detail);
    $('verdict').textContent = verdict.valid ? `Valid. Checked in ${Math.round(verdict.durationMs)} ms.` : 'Not valid.';
    $('verdict').className = verdict.valid ? 'ok' : 'bad';
    for (const check of verdict.checks) {
      const item = add($('checks'), 'li');
      add(item, 'strong', `${check.ok ? '✓' : '✗'} ${check.name} `, check.ok ? 'ok' : 'bad');
      add(item, 'span', check.detail);
    }
    const rows = $('bytes').tBodies[0];
    rows.replaceChildren();
    for (const [part, size] of verdict.valid ? count(bundle) : []) {
      const row = add(rows, 'tr');
      add(row, 'td', part);
      add(row, 'td', size.toLocaleString('en'), 'number');
    }
    $('bytes').hidden = !verdict.valid;
  } catch (error) {
    $('verdict').textContent = `The file could not be checked: ${error.message}`;
    $('verdict').className = 'bad';
  }
}

$('file').addEventListener('change', () => $('file').files.length && verify($('file').files[0]));
for (const name of ['dragover', 'dragleave', 'drop']) {
  $('drop').addEventListener(name, event => {
    event.preventDefault();
    $('drop').classList.toggle('over', name === 'dragover');
    if (name === 'drop' && event.dataTransfer.files.length) verify(event.dataTransfer.files[0]);
  });
}
