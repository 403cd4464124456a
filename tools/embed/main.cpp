// embed OUT_DIR OWN_DIR ADOPTED_LIST PYTHON_LIB: gathers the Python modules of the library into one blob.
//
// Writes OUT_DIR/blob.bin (each source, a zero, its display name, a zero), OUT_DIR/index.cpp (names, offsets) and OUT_DIR/depends.txt.
// Modules of ours (OWN_DIR) win over adopted ones of the same name. Without PYTHON_LIB only ours are embedded. A file in
// OWN_DIR/../additions follows the adopted module of the same name: what 3.14 has in it and the adopted one lacks.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace fs = std::filesystem;

struct Module {
    fs::path path;
    bool package;
    std::string origin;
};
using Modules = std::map<std::string, Module>;

static void add_file(Modules& modules, const std::string& name, const fs::path& path, bool package,
                     const std::string& origin) {
    modules.emplace(name, Module{path, package, origin});
}

// A directory's modules under `prefix` ("" or "json."), recursively.
static void add_tree(Modules& modules, const fs::path& directory, const std::string& prefix,
                     const std::string& origin) {
    for (const auto& entry : fs::directory_iterator(directory)) {
        std::string file = entry.path().filename().string();
        if (entry.is_directory()) {
            if (file == "__pycache__" || file == "test" || file == "tests" || file.find('.') != file.npos) continue;
            if (!fs::exists(entry.path() / "__init__.py")) continue;
            add_file(modules, prefix + file, entry.path() / "__init__.py", true, origin + "/" + file + "/__init__.py");
            add_tree(modules, entry.path(), prefix + file + ".", origin + "/" + file);
        } else if (entry.path().extension() == ".py" && file != "__init__.py") {
            add_file(modules, prefix + entry.path().stem().string(), entry.path(), false, origin + "/" + file);
        }
    }
}

static bool add_adopted(Modules& modules, const std::string& name, const fs::path& library) {
    std::string relative = name;
    std::replace(relative.begin(), relative.end(), '.', '/');
    if (fs::exists(library / relative / "__init__.py")) {
        add_file(modules, name, library / relative / "__init__.py", true, "<adopted>/" + relative + "/__init__.py");
        add_tree(modules, library / relative, name + ".", "<adopted>/" + relative);
        return true;
    }
    if (!fs::exists(library / (relative + ".py"))) return false;
    add_file(modules, name, library / (relative + ".py"), false, "<adopted>/" + relative + ".py");
    return true;
}

int main(int argc, char** argv) {
    if (argc != 5) return std::fprintf(stderr, "usage: embed OUT_DIR OWN_DIR ADOPTED_LIST PYTHON_LIB\n"), 2;
    fs::path out = argv[1], library = argv[4];
    fs::create_directories(out);
    Modules modules;
    add_tree(modules, argv[2], "", "<krait>");
    if (fs::exists(library / "os.py")) {
        std::ifstream list(argv[3]);
        for (std::string line; std::getline(list, line);) {
            std::istringstream words(line.substr(0, line.find('#')));
            std::string name;
            if (words >> name && !add_adopted(modules, name, library))
                return std::fprintf(stderr, "embed: %s of stdlib/adopted.txt is not in %s\n", name.c_str(), argv[4]), 1;
        }
    }
    std::ofstream blob(out / "blob.bin", std::ios::binary), index(out / "index.cpp"), depends(out / "depends.txt");
    index << "// Written by tools/embed.\n#include \"stdlib/modules.h\"\nnamespace krait::core {\nextern const "
             "EmbeddedEntry kEmbeddedIndex[];\n"
             "extern const size_t kEmbeddedCount;\nconst EmbeddedEntry kEmbeddedIndex[] = {\n";
    size_t offset = 0;
    for (const auto& [name, module] : modules) {
        std::ifstream file(module.path, std::ios::binary);
        std::ostringstream text;
        text << file.rdbuf();
        fs::path addition = fs::path(argv[2]).parent_path() / "additions" / (name + ".py");
        if (module.origin.starts_with("<adopted>") && fs::exists(addition))
            text << '\n' << std::ifstream(addition, std::ios::binary).rdbuf();
        std::string source = text.str();
        index << "    {\"" << name << "\", " << offset << ", " << source.size() << ", "
              << (module.package ? "true" : "false") << "},\n";
        blob << source << '\0' << module.origin << '\0';
        offset += source.size() + module.origin.size() + 2;
        depends << module.path.string() << "\n";
    }
    index << "};\nconst size_t kEmbeddedCount = " << modules.size() << ";\n}  // namespace krait::core\n";
    return 0;
}
