/** Runs `main`; an error that it throws is printed, and ends the process with 1. Go's `log.Fatal`. */ "use strict";
Object.defineProperty(exports, "__esModule", {
    value: true
});
Object.defineProperty(exports, "run", {
    enumerable: true,
    get: function() {
        return run;
    }
});
function run(main) {
    main().catch((err)=>{
        console.error(`${err}`);
        process.exit(1);
    });
}
