export const HELP = `This shell runs bash scripts and the programs of the project.

  node FILE.ts         run a program; Ctrl-C ends it
  node --test          run the tests
  npm start, npm test  run the script of that name; npm run lists them all
  curl -i URL          send a request to a service that runs here
  COMMAND &            run it in the background;  jobs, fg, kill %1

  cat ls cp mv rm mkdir touch find grep sed awk sort head tail wc diff jq sleep seq …
  cd, export, $VAR, |, >, <, &&, ||, ;, for, while, if, functions

Tab completes, Up recalls, Ctrl-R searches, Ctrl-L clears, Ctrl-D on an empty line leaves.
`;
