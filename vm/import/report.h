// What -X importtime and -v say about imports, on standard error.
#pragma once

#include "runtime/call.h"

namespace krait::core {

// Stands around the import of one module. Nothing is asked for: it costs one look into sys.
class ImportReport {
public:
    ImportReport(Thread& thread, Str* name);
    ~ImportReport();
    // It went well: the report is written.
    void done();

private:
    class List* log_;  // sys._import_log: [what is asked for, depth, time of what is imported within]; null: nothing is
    Thread& thread_;
    Str* name_;
    int64_t start_ = 0, outer_ = 0;
    bool done_ = false;
};

}  // namespace krait::core
