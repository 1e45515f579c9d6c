import { readme, sample } from './sample'

/** Votes go to a page in Python, into Redis, through a worker into Postgres, and out on a page in Node. */
const vote = `from flask import Flask, render_template, request, make_response
from redis import Redis
import os
import socket
import random
import json

option_a = os.getenv('OPTION_A', "Cats")
option_b = os.getenv('OPTION_B', "Dogs")
hostname = socket.gethostname()

app = Flask(__name__)
redis = Redis(host="redis", db=0, socket_timeout=5)

@app.route("/", methods=['POST', 'GET'])
def hello():
    vote = None
    if request.method == 'POST':
        vote = request.form['vote']
        data = json.dumps({'voter_id': 'anyone', 'vote': vote})
        redis.rpush('votes', data)
    return f"<h1>{option_a} vs {option_b}!</h1><p>Your vote: {vote}</p><p>Processed by container ID {hostname}</p>"

if __name__ == "__main__":
    app.run(host='0.0.0.0', port=80, debug=True, threaded=True)
`

const result = `const express = require('express');
const app = express();
const port = process.env.PORT || 80;

app.get('/', (req, res) => {
  res.send('<h1>Cats vs Dogs -- Result</h1>');
});

app.listen(port, () => {
  console.log('App running on port ' + port);
});
`

const compose = `services:
  vote:
    build: ./vote
    depends_on:
      - redis
    ports:
      - "8080:80"
    networks:
      - front-tier
      - back-tier

  result:
    build: ./result
    ports:
      - "8081:80"
    networks:
      - front-tier
      - back-tier

  redis:
    image: redis:alpine
    networks:
      - back-tier

  db:
    image: postgres:15-alpine
    environment:
      POSTGRES_USER: "postgres"
      POSTGRES_PASSWORD: "postgres"
    volumes:
      - "db-data:/var/lib/postgresql/data"
    networks:
      - back-tier

volumes:
  db-data:

networks:
  front-tier:
  back-tier:
`

export const votingApp = sample(
  'dockersamples/example-voting-app',
  'main',
  [
    'Add the two pages',
    {
      'README.md': readme(
        'Example Voting App',
        'A simple distributed application running across several containers. The worker is left out here.',
      ),
      'vote/app.py': vote,
      'vote/requirements.txt': 'Flask\nRedis\n',
      'vote/Dockerfile':
        'FROM python:3.11-slim\nWORKDIR /usr/local/app\nCOPY requirements.txt ./requirements.txt\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nEXPOSE 80\nCMD ["python", "app.py"]\n',
      'result/server.js': result,
      'result/package.json':
        '{\n  "name": "result",\n  "version": "1.0.0",\n  "dependencies": {\n    "express": "^4.18.2"\n  }\n}\n',
      'result/Dockerfile':
        'FROM node:18-slim\nWORKDIR /usr/local/app\nCOPY package.json ./\nRUN npm install\nCOPY . .\nENV PORT=80\nEXPOSE 80\nCMD ["node", "server.js"]\n',
    },
  ],
  ['Add a compose file', { 'docker-compose.yml': compose }],
)
