#include "pty_bridge/link_path.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "tests/pty_bridge/temporary_directory.hpp"

namespace espat::uart {
namespace {

namespace fs = std::filesystem;

/// Sets XDG_RUNTIME_DIR for one test.
class RuntimeDirectory {
 public:
  explicit RuntimeDirectory(const std::string& path) {
    if (const char* before = ::getenv("XDG_RUNTIME_DIR")) before_ = before;
    ::setenv("XDG_RUNTIME_DIR", path.c_str(), 1);
  }
  ~RuntimeDirectory() {
    if (before_) {
      ::setenv("XDG_RUNTIME_DIR", before_->c_str(), 1);
    } else {
      ::unsetenv("XDG_RUNTIME_DIR");
    }
  }
  RuntimeDirectory(const RuntimeDirectory&) = delete;
  RuntimeDirectory& operator=(const RuntimeDirectory&) = delete;

 private:
  std::optional<std::string> before_;
};

std::size_t entries(const std::string& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a named link points to the pty and leaves nothing behind") {
  TemporaryDirectory directory;
  {
    const auto link = LinkPath::named(directory / "modem", "/dev/pts/3");
    CHECK(link.path() == directory / "modem");
    CHECK(fs::read_symlink(link.path()) == "/dev/pts/3");
  }
  CHECK(entries(directory.path()) == 0);
}

TEST_CASE("a link that was left behind is replaced") {
  TemporaryDirectory directory;
  const std::string target = GENERATE(as<std::string>(), "/dev/pts/999999", "/dev/pts/0", "/nowhere/at/all");
  fs::create_symlink(target, directory / "modem");
  const auto link = LinkPath::named(directory / "modem", "/dev/pts/3");
  CHECK(fs::read_symlink(link.path()) == "/dev/pts/3");
}

TEST_CASE("a link of a killed process is replaced") {
  TemporaryDirectory directory;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto link = LinkPath::named(directory / "modem", "/dev/pts/3");
    if (::write(ready[1], "!", 1) == 1) ::pause();
    ::_exit(1);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  CHECK_THROWS_WITH(LinkPath::named(directory / "modem", "/dev/pts/4"), Catch::Contains("is the port of another running espat"));
  CHECK(fs::read_symlink(directory / "modem") == "/dev/pts/3");

  ::kill(child, SIGKILL);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  ::close(ready[0]);
  ::close(ready[1]);
  CHECK(fs::read_symlink(directory / "modem") == "/dev/pts/3");
  const auto link = LinkPath::named(directory / "modem", "/dev/pts/4");
  CHECK(fs::read_symlink(directory / "modem") == "/dev/pts/4");
}

TEST_CASE("what is not a link of espat is never overwritten") {
  TemporaryDirectory directory;
  const std::string path = directory / "modem";
  SECTION("a file") { std::ofstream(path) << "precious"; }
  SECTION("a directory") { fs::create_directory(path); }
  SECTION("a link to a real device") { fs::create_symlink("/dev/null", path); }
  const auto before = fs::symlink_status(path).type();
  CHECK_THROWS_WITH(LinkPath::named(path, "/dev/pts/3"),
                    path + " is not a link of espat and will not be overwritten: remove it, or name another --link.");
  CHECK(fs::symlink_status(path).type() == before);
  CHECK(entries(directory.path()) == 1);
}

TEST_CASE("a link in a directory that does not exist is refused with the cause") {
  TemporaryDirectory directory;
  CHECK_THROWS_WITH(
      LinkPath::named(directory / "missing/modem", "/dev/pts/3"),
      "Cannot make the link " + (directory / "missing/modem") + " (No such file or directory): name another place with --link.");
}

TEST_CASE("a link that points elsewhere now is left alone") {
  TemporaryDirectory directory;
  {
    const auto link = LinkPath::named(directory / "modem", "/dev/pts/3");
    fs::remove(link.path());
    fs::create_symlink("/dev/pts/8", link.path());
  }
  CHECK(fs::read_symlink(directory / "modem") == "/dev/pts/8");
}

TEST_CASE("several at a time take at0, at1, at2 and free ones are taken again") {
  TemporaryDirectory directory;
  RuntimeDirectory runtime(directory.path());
  auto first = std::make_optional(LinkPath::first_free("/dev/pts/3"));
  const auto second = LinkPath::first_free("/dev/pts/4");
  const auto third = LinkPath::first_free("/dev/pts/5");
  CHECK(first->path() == directory / "espat/at0");
  CHECK(second.path() == directory / "espat/at1");
  CHECK(third.path() == directory / "espat/at2");
  CHECK(fs::read_symlink(first->path()) == "/dev/pts/3");
  CHECK(fs::read_symlink(second.path()) == "/dev/pts/4");
  CHECK(fs::read_symlink(third.path()) == "/dev/pts/5");
  first.reset();
  CHECK(LinkPath::first_free("/dev/pts/6").path() == directory / "espat/at0");

  struct stat status {};
  REQUIRE(::stat((directory / "espat").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
}

TEST_CASE("an occupied default name is passed over") {
  TemporaryDirectory directory;
  RuntimeDirectory runtime(directory.path());
  fs::create_directories(directory / "espat/at0");
  CHECK(LinkPath::first_free("/dev/pts/3").path() == directory / "espat/at1");
}

TEST_CASE("without a runtime directory the links are in /tmp") {
  RuntimeDirectory runtime("/does/not/exist");
  const auto link = LinkPath::first_free("/dev/pts/3");
  CHECK_THAT(link.path(), Catch::StartsWith("/tmp/espat-" + std::to_string(::getuid()) + "/at"));
  CHECK(fs::read_symlink(link.path()) == "/dev/pts/3");
}

TEST_CASE("a default directory that is something else is refused") {
  TemporaryDirectory directory;
  RuntimeDirectory runtime(directory.path());
  fs::create_symlink("/tmp", directory / "espat");
  CHECK_THROWS_WITH(LinkPath::first_free("/dev/pts/3"),
                    (directory / "espat") + " is not a directory of yours: remove it, or name another place with --link.");
}

}  // namespace espat::uart
