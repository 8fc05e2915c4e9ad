import { showResources, drawResources } from './resources.js';
import { showConsole, hideConsole, nameResources } from './console.js';

// A page is a section of the document and what to do when it is shown or left.
const pages = {
  resources: { show: showResources, hide() {} },
  console: { show: showConsole, hide: hideConsole },
};

let current;

function route() {
  const [name, argument] = location.hash.slice(1).split('/');
  const next = name in pages ? name : 'resources';
  if (current && current !== next) {
    pages[current].hide();
  }

  for (const page of Object.keys(pages)) {
    document.getElementById(`page-${page}`).hidden = page !== next;
  }

  for (const link of document.querySelectorAll('nav a')) {
    link.toggleAttribute('aria-current', link.hash === `#${next}`);
  }

  current = next;
  pages[next].show(argument && decodeURIComponent(argument));
}

function watch() {
  const stream = new EventSource('/api/resources');
  const gone = document.getElementById('gone');
  stream.addEventListener('resources', event => {
    gone.hidden = true;
    const rows = JSON.parse(event.data);
    drawResources(rows);
    nameResources(rows.map(row => row.resource.name));
    summarize(rows);
  });
  stream.onerror = () => {
    gone.hidden = false;
    if (stream.readyState === EventSource.CLOSED) {
      fetch('/api/resources', { method: 'HEAD' }).then(answer => {
        if (answer.status === 401) {
          location.href = '/login';
        }
      }, () => {});
      setTimeout(watch, 2000);
    }
  };
}

function summarize(rows) {
  const services = rows.filter(row => row.resource.health);
  const healthy = services.filter(row => row.resource.health === 'Healthy').length;
  const text = services.length === 0 ? `${rows.length} resources` : `${healthy} of ${services.length} healthy`;
  const place = document.getElementById('summary');
  if (place.textContent !== text) {
    place.textContent = text;
    document.title = healthy === services.length ? 'Platform' : `(${services.length - healthy}) Platform`;
  }
}

addEventListener('hashchange', route);
route();
watch();
