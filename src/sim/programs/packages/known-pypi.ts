/** What the simulated PyPI and npm registry hold: names and versions that exist, sizes about true. */
export interface Module {
  readonly name: string
  readonly version: string
  /** Bytes of the archive that is fetched. */
  readonly size: number
  readonly needs: readonly string[]
  readonly programs: readonly string[]
}

/** `name version kilobytes need,need program,program` a line. */
export const modulesIn = (lines: string): readonly Module[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', version = '', size = '0', needs = '-', programs = '-'] = line.trim().split(' ')
      const words = (list: string) => (list === '-' ? [] : list.split(','))
      return { name, version, size: Number(size) * 1000, needs: words(needs), programs: words(programs) }
    })

export const pypi: readonly Module[] = modulesIn(`
  aiohttp 3.12.15 1700 -
  alembic 1.16.4 247 sqlalchemy alembic
  ansible 11.9.0 56000 - ansible
  awscli 1.42.16 4600 boto3 aws
  beautifulsoup4 4.13.4 187 -
  black 25.1.0 207 click black
  blinker 1.9.0 8.5 -
  boto3 1.40.16 140 requests
  celery 5.5.3 438 click,redis celery
  certifi 2025.8.3 161 -
  charset-normalizer 3.4.3 152 -
  click 8.2.1 102 -
  cryptography 45.0.6 4500 -
  django 5.2.5 8300 sqlparse django-admin
  djangorestframework 3.16.1 1100 django
  fastapi 0.116.1 95 starlette,pydantic fastapi
  flask 3.1.2 103 blinker,click,itsdangerous,jinja2,markupsafe,werkzeug flask
  flask-cors 6.0.1 13 flask
  flask-sqlalchemy 3.1.1 25 flask,sqlalchemy
  gunicorn 23.0.0 85 packaging gunicorn
  h11 0.16.0 37 -
  httpx 0.28.1 73 idna,certifi
  idna 3.10 70 -
  itsdangerous 2.2.0 16 -
  jinja2 3.1.6 134 markupsafe
  jupyter 1.1.1 2.7 notebook
  markupsafe 3.0.2 23 -
  matplotlib 3.10.5 8700 numpy
  mysql-connector-python 9.4.0 33900 -
  mysqlclient 2.2.7 91 -
  notebook 7.4.5 14300 - jupyter
  numpy 2.3.2 16600 -
  packaging 25.0 66 -
  pandas 2.3.1 12000 numpy
  pillow 11.3.0 6600 -
  pip 25.2 1800 - pip
  pipenv 2025.0.4 3000 - pipenv
  poetry 2.1.4 278 - poetry
  protobuf 6.32.0 322 -
  psutil 7.0.0 277 -
  psycopg2 2.9.10 386 -
  psycopg2-binary 2.9.10 3000 -
  pyaml 25.7.0 26 pyyaml
  pydantic 2.11.7 444 -
  pymongo 4.14.1 1400 -
  pymysql 1.1.1 45 -
  pytest 8.4.1 365 packaging pytest
  python-dotenv 1.1.1 20 -
  pyyaml 6.0.2 767 -
  redis 6.4.0 279 -
  requests 2.32.5 64 charset-normalizer,idna,urllib3,certifi
  rich 14.1.0 243 -
  scikit-learn 1.7.1 9700 numpy,scipy
  scipy 1.16.1 35200 numpy
  setuptools 80.9.0 1200 -
  six 1.17.0 11 -
  sqlalchemy 2.0.43 3300 -
  sqlparse 0.5.3 44 -
  starlette 0.47.2 72 -
  streamlit 1.48.1 9900 pandas streamlit
  tensorflow 2.20.0 620000 numpy,protobuf
  torch 2.8.0 887900 numpy
  tqdm 4.67.1 78 -
  uvicorn 0.35.0 66 click,h11 uvicorn
  uwsgi 2.0.30 810 - uwsgi
  urllib3 2.5.0 129 -
  virtualenv 20.34.0 6000 - virtualenv
  werkzeug 3.1.3 224 markupsafe
  wheel 0.45.1 72 -
`)
