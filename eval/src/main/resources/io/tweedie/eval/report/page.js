const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const root = document.documentElement;
const dialog = document.getElementById('zoom');

document.getElementById('theme').addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});

// Tables: a click on a head sorts, another one turns the order round.

function sort(head) {
  const table = head.closest('table');
  const column = head.cellIndex;
  const numeric = head.classList.contains('number');
  const first = numeric ? 'descending' : 'ascending';
  const second = numeric ? 'ascending' : 'descending';
  const order = head.getAttribute('aria-sort') === first ? second : first;
  all('th', table).forEach(other => other.removeAttribute('aria-sort'));
  head.setAttribute('aria-sort', order);
  const number = row => Number(row.cells[column].dataset.order);
  const words = row => row.cells[column].textContent;
  const compare = numeric
    ? (a, b) => number(a) === number(b) ? 0 : number(a) < number(b) ? -1 : 1
    : (a, b) => words(a).localeCompare(words(b), undefined, { numeric: true });
  const sign = order === 'ascending' ? 1 : -1;
  const body = table.tBodies[0];
  body.append(...[...body.rows].sort((a, b) => sign * compare(a, b)));
}

all('.table table').forEach(table => {
  all('th', table).forEach((head, column) => {
    head.addEventListener('click', () => sort(head));
    if (head.classList.contains('text')) {
      [...table.tBodies[0].rows].forEach(row => {
        const cell = row.cells[column];
        cell.classList.add('text');
        cell.classList.toggle('long', cell.textContent.length > 40);
      });
    }
  });
});

// The dialog that shows a picture, or two under a slider, as large as the window.

function enlarge(title, tools, content) {
  const bar = document.createElement('div');
  bar.className = 'tools';
  const close = document.createElement('button');
  close.textContent = 'Close';
  close.addEventListener('click', () => dialog.close());
  bar.append(title, ...tools, close);
  dialog.replaceChildren(bar, content);
  dialog.showModal();
}

dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });

all('.frame').forEach(frame => {
  const small = frame.querySelector('img');
  const pixelate = () => small.classList.toggle('pixels', small.naturalHeight * 1.5 < small.clientHeight);
  if (small.complete) pixelate(); else small.addEventListener('load', pixelate);
  frame.addEventListener('click', () => {
    const large = small.cloneNode();
    large.className = 'whole';
    large.classList.toggle('pixels', small.naturalWidth < 400);
    large.style.setProperty('--ratio', small.naturalWidth / small.naturalHeight);
    const row = frame.closest('tr').querySelector('th').textContent;
    const head = frame.closest('table').tHead.rows[0].cells[frame.closest('td').cellIndex].textContent;
    enlarge([row, head].filter(Boolean).join(', '), [], large);
  });
});

// Galleries: for each subject a stage with two pictures and a slider between them.

const thumbsOf = article => all('button.thumb', article);
const thumbNamed = (article, name) => thumbsOf(article).find(thumb => thumb.dataset.name === name);

function newStage() {
  const stage = document.createElement('div');
  stage.className = 'stage';
  stage.innerHTML = '<img class="right" alt=""/><img class="left" alt=""/><span class="tag l"></span>'
    + '<span class="tag r"></span><i class="cut"></i>'
    + '<input type="range" min="0" max="100" step="0.1" value="50" aria-label="share of the left picture"/>';
  stage.querySelector('input').addEventListener('input', event =>
    stage.style.setProperty('--cut', event.target.value + '%'));
  return stage;
}

function show(stage, side, thumb) {
  if (!thumb) return;
  const picture = stage.querySelector('img.' + side);
  picture.onload = () => {
    stage.style.aspectRatio = picture.naturalWidth + ' / ' + picture.naturalHeight;
    stage.style.setProperty('--ratio', picture.naturalWidth / picture.naturalHeight);
    stage.classList.toggle('pixels', stage.clientWidth >= 2 * picture.naturalWidth);
  };
  picture.src = thumb.querySelector('img').src;
  stage.querySelector(side === 'left' ? '.tag.l' : '.tag.r').textContent = thumb.dataset.name;
}

function fill(select, thumbs, chosen) {
  select.replaceChildren(...thumbs.map(thumb => new Option(thumb.dataset.name)));
  select.value = chosen;
}

function choose(article, side, name) {
  const thumb = thumbNamed(article, name);
  if (!thumb) return;
  article.dataset[side] = name;
  show(article.querySelector('.stage'), side, thumb);
  if (side === 'right') {
    thumbsOf(article).forEach(other => other.setAttribute('aria-pressed', other === thumb));
  }
}

function zoom(article) {
  const stage = newStage();
  const selects = ['left', 'right'].map(side => {
    const select = document.createElement('select');
    select.setAttribute('aria-label', side + ' picture');
    fill(select, thumbsOf(article), article.dataset[side]);
    select.addEventListener('change', () => show(stage, side, thumbNamed(article, select.value)));
    return select;
  });
  stage.style.width = 'min(94vw, 84vh * var(--ratio, 1))';
  enlarge(article.querySelector('h4').textContent + ':', selects, stage);
  ['left', 'right'].forEach(side => show(stage, side, thumbNamed(article, article.dataset[side])));
}

all('section.gallery').forEach(section => {
  const articles = all('article', section).filter(article => thumbsOf(article).length > 0);
  if (articles.length === 0) return;
  articles.forEach(article => {
    const stage = newStage();
    article.querySelector('.title').after(stage);
    const button = document.createElement('button');
    button.textContent = 'Enlarge';
    button.addEventListener('click', () => zoom(article));
    article.querySelector('.title').append(button);
    stage.addEventListener('dblclick', () => zoom(article));
    thumbsOf(article).forEach(thumb =>
      thumb.addEventListener('click', () => choose(article, 'right', thumb.dataset.name)));
    choose(article, 'left', section.dataset.left);
    choose(article, 'right', section.dataset.right);
    if (!article.dataset.right) choose(article, 'right', 'reference');
  });
  all('select', section).forEach(select => {
    const side = select.dataset.side;
    const names = new Map(articles.flatMap(thumbsOf).map(thumb => [thumb.dataset.name, thumb]));
    fill(select, [...names.values()], section.dataset[side]);
    select.addEventListener('change', () => articles.forEach(article => choose(article, side, select.value)));
  });
  section.querySelector('.tools').hidden = false;
});
