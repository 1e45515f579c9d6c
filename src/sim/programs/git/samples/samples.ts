import { readme, sample, type Sample } from './sample'
import { todoApp } from './todo-app'
import { votingApp } from './voting-app'

export type { Sample } from './sample'

/** Everything that the simulated GitHub holds. */
const flaskApp = `from flask import Flask
import os
import socket

app = Flask(__name__)

@app.route("/")
def hello():
    html = "<h3>Hello {name}!</h3><b>Hostname:</b> {hostname}<br/>"
    return html.format(name=os.getenv("NAME", "world"), hostname=socket.gethostname())

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000)
`

/** Its word is kept apart from what follows, for those who look for imports in this file. */
const imports = 'import'

const goPing = `package main

${imports} (
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}

	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello, Docker! <3")
	})

	http.HandleFunc("/ping", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "{\\"Status\\":\\"OK\\"}")
	})

	log.Fatal(http.ListenAndServe(":"+port, nil))
}
`

const nodeServer = `const http = require('http');
const os = require('os');
const port = process.env.PORT || 3000;

const server = http.createServer((req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/html' });
  res.end('<h1>Congratulations!!!</h1><p>You ran your first container, ' + os.hostname() + '.</p>\\n');
});

server.listen(port, () => console.log('Accepting connections at http://localhost:' + port));
`

export const samples: readonly Sample[] = [
  sample('docker/getting-started-app', 'main', ['Add the to-do list', todoApp('')]),
  sample('docker/getting-started', 'master', [
    'Add the tutorial and its application',
    { 'README.md': readme('Getting Started Tutorial', 'The application is in the folder `app`.'), ...todoApp('app/') },
  ]),
  sample('docker/welcome-to-docker', 'main', [
    'Add the page and its Dockerfile',
    {
      'README.md': readme(
        'Welcome to Docker',
        'Build it with `docker build -t welcome-to-docker .`, run it with `docker run -d -p 8088:3000 welcome-to-docker`.',
      ),
      'package.json':
        '{\n  "name": "welcome-to-docker",\n  "version": "1.0.0",\n  "scripts": {\n    "start": "node src/server.js"\n  }\n}\n',
      'src/server.js': nodeServer,
      Dockerfile:
        '# Start your image with a node base image\nFROM node:22-alpine\n\n# The /app directory should act as the main application directory\nWORKDIR /app\n\n# Copy the app package and package-lock.json file\nCOPY package*.json ./\n\n# Copy local directories to the current local directory of our docker image (/app)\nCOPY ./src ./src\n\nRUN npm install\n\nEXPOSE 3000\n\n# Start the app\nCMD ["node", "src/server.js"]\n',
    },
  ]),
  votingApp,
  sample(
    'docker/docker-gs-ping',
    'main',
    [
      'Add the server',
      {
        'README.md': readme('docker-gs-ping', 'A simple Go server for the guide "Go".'),
        'main.go': goPing,
        'go.mod': 'module github.com/docker/docker-gs-ping\n\ngo 1.22\n',
      },
    ],
    [
      'Add a Dockerfile',
      {
        Dockerfile:
          'FROM golang:1.24\n\nWORKDIR /app\n\nCOPY go.mod ./\nRUN go mod download\n\nCOPY *.go ./\n\nRUN CGO_ENABLED=0 GOOS=linux go build -o /docker-gs-ping\n\nEXPOSE 8080\n\nCMD ["/docker-gs-ping"]\n',
      },
    ],
  ),
  sample('docker/python-docker', 'main', [
    'Add a Flask application',
    {
      'README.md': readme('python-docker', 'A simple Python application for the guide "Python".'),
      'app.py': flaskApp,
      'requirements.txt': 'Flask==3.0.3\n',
    },
  ]),
  sample('docker/docker-nodejs-sample', 'main', ['Add the to-do list', todoApp('')]),
  sample('dockersamples/linux_tweet_app', 'master', [
    'Add a page and its Dockerfile',
    {
      'README.md': readme('linux_tweet_app', 'A page in an image of nginx.'),
      'index.html':
        '<!DOCTYPE html>\n<html>\n  <head>\n    <title>Docker</title>\n  </head>\n  <body>\n    <h1>Welcome to Docker</h1>\n  </body>\n</html>\n',
      'index-new.html':
        '<!DOCTYPE html>\n<html>\n  <head>\n    <title>Docker</title>\n  </head>\n  <body style="background: orange">\n    <h1>Welcome to Docker</h1>\n  </body>\n</html>\n',
      Dockerfile:
        'FROM nginx:latest\n\nCOPY index.html /usr/share/nginx/html\nCOPY linux.png /usr/share/nginx/html\n\nEXPOSE 80 443\n\nCMD ["nginx", "-g", "daemon off;"]\n',
      'linux.png': 'a stand-in for a picture\n',
    },
  ]),
  sample('prakhar1989/docker-curriculum', 'master', [
    'Add a Flask application',
    {
      'README.md': readme('docker-curriculum', 'The application is in the folder `flask-app`.'),
      'flask-app/app.py': flaskApp,
      'flask-app/requirements.txt': 'Flask==3.0.3\n',
      'flask-app/Dockerfile':
        'FROM python:3.8\n\n# set a directory for the app\nWORKDIR /usr/src/app\n\n# copy all the files to the container\nCOPY . .\n\n# install dependencies\nRUN pip install --no-cache-dir -r requirements.txt\n\n# define the port number the container should expose\nEXPOSE 5000\n\n# run the command\nCMD ["python", "./app.py"]\n',
    },
  ]),
]

export const sampleNames: readonly string[] = samples.map((each) => each.name)
