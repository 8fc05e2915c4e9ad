// Draws the service's OpenAPI document and sends requests. Text from the document is only ever set as text.
'use strict';

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
let openapi;

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function resolve(schema) {
  for (let hops = 0; schema && schema.$ref && hops < 20; hops++) {
    schema = schema.$ref.replace(/^#\//, '').split('/')
      .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'))
      .reduce((at, part) => at && at[part], openapi);
  }
  return schema || {};
}

// A nullable reference is written as one of null and the reference.
function plain(schema) {
  const resolved = resolve(schema);
  const choice = (resolved.oneOf || resolved.anyOf || []).find(one => one.type !== 'null');
  return choice ? plain(choice) : resolved;
}

function typeOf(schema) {
  const at = plain(schema);
  const types = [].concat(at.type || []).filter(type => type !== 'null');
  if (at.enum) return at.enum.map(value => JSON.stringify(value)).join(' | ');
  if (types.includes('array')) return 'list of ' + typeOf(at.items);
  const name = types.length > 1 ? types.filter(type => type !== 'string').join(' | ') : types[0] || (at.properties ? 'object' : 'any');
  return at.format ? name + ' (' + at.format + ')' : name;
}

function limitsOf(schema) {
  const at = plain(schema);
  const limits = [];
  if (at.minimum !== undefined) limits.push('≥ ' + at.minimum);
  if (at.maximum !== undefined) limits.push('≤ ' + at.maximum);
  if (at.minLength !== undefined) limits.push('length ≥ ' + at.minLength);
  if (at.maxLength !== undefined) limits.push('length ≤ ' + at.maxLength);
  if (at.maxItems !== undefined) limits.push('at most ' + at.maxItems);
  if (at.default !== undefined) limits.push('default ' + JSON.stringify(at.default));
  return limits.join(', ');
}

function exampleOf(schema, depth = 0) {
  const at = plain(schema);
  if (at.example !== undefined) return at.example;
  if (at.examples && at.examples.length) return at.examples[0];
  if (at.default !== undefined) return at.default;
  if (at.enum) return at.enum[0];
  const types = [].concat(at.type || []);
  if (at.properties || types.includes('object')) {
    if (depth > 4) return {};
    const required = new Set(at.required || []);
    const names = Object.keys(at.properties || {}).filter(name => required.has(name) || depth === 0);
    return Object.fromEntries(names.map(name => [name, exampleOf(at.properties[name], depth + 1)]));
  }
  if (types.includes('array')) return depth > 4 ? [] : [exampleOf(at.items, depth + 1)];
  if (types.includes('integer') || types.includes('number')) return at.minimum !== undefined && at.minimum > 0 ? at.minimum : 0;
  if (types.includes('boolean')) return false;
  if (at.format === 'date-time') return '2024-06-21T18:00:00Z';
  if (at.format === 'uuid') return '00000000-0000-4000-8000-000000000001';
  return types.includes('string') ? '' : null;
}

function fieldTable(schema) {
  const at = plain(schema);
  const required = new Set(at.required || []);
  const rows = Object.entries(at.properties || {}).map(([name, field]) => make('tr', {},
    make('td', {}, make('code', { textContent: name }), required.has(name) ? ' *' : ''),
    make('td', { textContent: typeOf(field) }),
    make('td', { textContent: [limitsOf(field), plain(field).description || field.description].filter(Boolean).join('. ') })));
  return rows.length ? table(['Field (* needed)', 'Type', 'Limits and meaning'], rows) : null;
}

function table(heads, rows) {
  return make('div', { className: 'scroll' }, make('table', {},
    make('thead', {}, make('tr', {}, ...heads.map(head => make('th', { scope: 'col', textContent: head })))),
    make('tbody', {}, ...rows)));
}

function parameterRow(parameter, inputs) {
  const input = make('input', { type: 'text', ariaLabel: parameter.name, spellcheck: false });
  inputs.push({ parameter, input });
  return make('tr', {},
    make('td', {}, make('code', { textContent: parameter.name }), parameter.required ? ' *' : ''),
    make('td', { textContent: parameter.in }),
    make('td', { textContent: [typeOf(parameter.schema), limitsOf(parameter.schema), parameter.description].filter(Boolean).join('. ') }),
    make('td', {}, input));
}

function requestOf(method, path, inputs, body) {
  const query = new URLSearchParams();
  const headers = {};
  let target = path;
  for (const { parameter, input } of inputs) {
    if (parameter.in === 'path') target = target.replace('{' + parameter.name + '}', encodeURIComponent(input.value));
    else if (input.value === '') continue;
    else if (parameter.in === 'query') query.append(parameter.name, input.value);
    else if (parameter.in === 'header') headers[parameter.name] = input.value;
  }
  const key = document.getElementById('key').value.trim();
  if (key) headers['X-API-Key'] = key;
  if (body) headers['Content-Type'] = body.type;
  const root = new URL('.', document.baseURI);
  const url = new URL(target.replace(/^\//, '') + (query.size ? '?' + query : ''), root);
  return { url, options: { method: method.toUpperCase(), headers, body: body ? body.area.value : undefined } };
}

const quote = text => "'" + text.replace(/'/g, "'\\''") + "'";

function curlOf({ url, options }) {
  const parts = ['curl', '-sS'];
  if (options.method !== 'GET') parts.push('-X', options.method);
  for (const [name, value] of Object.entries(options.headers)) {
    // The line is made for pasting elsewhere: the key itself stays here.
    parts.push('-H', name === 'X-API-Key' ? '"X-API-Key: $API_KEY"' : quote(name + ': ' + value));
  }
  if (options.body !== undefined) parts.push('--data', quote(options.body));
  return parts.concat(quote(url.href)).join(' ');
}

async function send(request, output, button) {
  button.disabled = true;
  const started = performance.now();
  try {
    const response = await fetch(request.url, request.options);
    const type = response.headers.get('Content-Type') || '';
    let text = await response.text();
    if (/json/.test(type) && text.length < 2e6) {
      try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* shown as it came */ }
    }
    const told = [...response.headers].map(([name, value]) => name + ': ' + value).join('\n');
    output.replaceChildren(
      make('p', { className: 'status ' + (response.ok ? 'good' : 'bad'), textContent:
        response.status + ' ' + response.statusText + ' in ' + Math.round(performance.now() - started) + ' ms' }),
      make('pre', { textContent: text || '(no body)' }),
      make('details', {}, make('summary', { textContent: 'Headers' }), make('pre', { textContent: told })));
  } catch (error) {
    output.replaceChildren(make('p', { className: 'status bad', textContent: 'Not sent: ' + error.message }));
  } finally {
    button.disabled = false;
  }
}

function operationBody(method, path, operation) {
  const inputs = [];
  const parameters = (operation.parameters || []).map(resolve);
  const content = operation.requestBody && Object.entries(resolve(operation.requestBody).content || {})[0];
  const area = content && make('textarea', { ariaLabel: 'Request body', spellcheck: false,
    value: /json/.test(content[0]) ? JSON.stringify(exampleOf(content[1].schema), null, 2) : '' });
  const body = content && { type: content[0], area };
  const output = make('div', { ariaLive: 'polite' });
  const button = make('button', { type: 'button', textContent: 'Send' });
  const curl = make('pre', {});
  const refresh = () => { curl.textContent = curlOf(requestOf(method, path, inputs, body)); };
  const responses = Object.entries(operation.responses || {}).map(([status, response]) => make('tr', {},
    make('td', {}, make('code', { textContent: status })),
    make('td', { textContent: resolve(response).description || '' }),
    make('td', { textContent: Object.keys(resolve(response).content || {}).join(', ') })));
  const element = make('div', { className: 'body' },
    operation.description ? make('p', { textContent: operation.description }) : null,
    parameters.length ? make('h3', { textContent: 'Parameters' }) : null,
    parameters.length ? table(['Name (* needed)', 'In', 'Type', 'Value'], parameters.map(one => parameterRow(one, inputs))) : null,
    content ? make('h3', { textContent: 'Body, ' + content[0] }) : null,
    content ? fieldTable(content[1].schema) : null,
    area,
    responses.length ? make('h3', { textContent: 'Answers' }) : null,
    responses.length ? table(['Status', 'Meaning', 'As'], responses) : null,
    make('h3', { textContent: 'Try it' }), curl, button, output);
  element.addEventListener('input', refresh);
  document.getElementById('key').addEventListener('input', refresh);
  button.addEventListener('click', () => { refresh(); send(requestOf(method, path, inputs, body), output, button); });
  refresh();
  return element;
}

function operationCard(path, method, operation) {
  const card = make('details', { className: 'operation' }, make('summary', {},
    make('span', { className: 'method ' + method, textContent: method.toUpperCase() }),
    make('span', { className: 'path', textContent: path }),
    make('span', { className: 'what', textContent: operation.summary || '' }),
    make('span', { className: 'mark', textContent: operation['x-anonymous'] ? 'public' : operation['x-permission'] || 'key' })));
  card.dataset.text = [method, path, operation.summary, ...(operation.tags || [])].join(' ').toLowerCase();
  card.addEventListener('toggle', () => {
    if (card.open && card.children.length === 1) card.append(operationBody(method, path, operation));
  });
  return card;
}

function draw() {
  document.title = openapi.info.title;
  document.getElementById('title').textContent = openapi.info.title + ' ' + openapi.info.version;
  document.getElementById('about').textContent = openapi.info.description || '';
  const groups = new Map();
  for (const [path, item] of Object.entries(openapi.paths || {})) {
    for (const method of methods.filter(name => item[name])) {
      const tag = (item[method].tags || ['Other'])[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operationCard(path, method, item[method]));
    }
  }
  const sections = [...groups].map(([tag, cards]) => make('section', {}, make('h2', { textContent: tag }), ...cards));
  document.getElementById('operations').replaceChildren(
    ...(sections.length ? sections : [make('p', { textContent: 'This service has no operations yet.' })]));
}

function filter() {
  const words = document.getElementById('filter').value.toLowerCase().split(/\s+/);
  for (const card of document.querySelectorAll('.operation')) {
    card.hidden = !words.every(word => card.dataset.text.includes(word));
  }
  for (const section of document.querySelectorAll('#operations section')) {
    section.hidden = !section.querySelector('.operation:not([hidden])');
  }
}

document.getElementById('filter').addEventListener('input', filter);
document.getElementById('settings').addEventListener('submit', event => event.preventDefault());
fetch('openapi.json')
  .then(response => response.ok ? response.json() : Promise.reject(new Error('status ' + response.status)))
  .then(loaded => { openapi = loaded; draw(); })
  .catch(error => document.getElementById('operations').replaceChildren(
    make('p', { className: 'status bad', textContent: 'openapi.json cannot be read: ' + error.message })));
