/** What packages bring besides programs, where it is looked at: configuration, first pages, directories (with a slash at the end). */
type Files = readonly (readonly [path: string, text: string])[]

const httpdConf = `ServerRoot "/etc/httpd"
Listen 80
Include conf.modules.d/*.conf
User apache
Group apache
ServerAdmin root@localhost
<Directory />
    AllowOverride none
    Require all denied
</Directory>
DocumentRoot "/var/www/html"
<IfModule dir_module>
    DirectoryIndex index.html
</IfModule>
ErrorLog "logs/error_log"
LogLevel warn
CustomLog "logs/access_log" combined
IncludeOptional conf.d/*.conf
`

const nginxConf = `user nginx;
worker_processes auto;
error_log /var/log/nginx/error.log;
pid /run/nginx.pid;

events {
    worker_connections 1024;
}

http {
    access_log /var/log/nginx/access.log;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    include /etc/nginx/conf.d/*.conf;

    server {
        listen       80;
        server_name  _;
        root         /usr/share/nginx/html;
    }
}
`

const page = (title: string) =>
  `<!DOCTYPE html>\n<html>\n<head>\n<title>${title}</title>\n</head>\n<body>\n<h1>${title}</h1>\n</body>\n</html>\n`

const epel = (release: string): Files => [
  [
    '/etc/yum.repos.d/epel.repo',
    `[epel]\nname=Extra Packages for Enterprise Linux ${release} - $basearch\nmetalink=https://mirrors.fedoraproject.org/metalink?repo=epel-${release}&arch=$basearch&infra=$infra&content=$contentdir\nenabled=1\ngpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-EPEL-${release}\n`,
  ],
]

const files: Readonly<Record<string, Files>> = {
  httpd: [
    ['/etc/httpd/conf/httpd.conf', httpdConf],
    ['/usr/share/httpd/noindex/index.html', page('HTTP Server Test Page')],
    ['/var/www/html/', ''],
    ['/var/log/httpd/access_log', ''],
    ['/var/log/httpd/error_log', ''],
  ],
  nginx: [
    ['/etc/nginx/nginx.conf', nginxConf],
    ['/etc/nginx/mime.types', 'types {\n    text/html html htm;\n}\n'],
    ['/usr/share/nginx/html/index.html', page('HTTP Server Test Page')],
    ['/var/log/nginx/access.log', ''],
    ['/var/log/nginx/error.log', ''],
  ],
}

export const filesBeside = (name: string, release: string): Files =>
  name === 'epel-release' ? epel(release) : (files[name] ?? [])
