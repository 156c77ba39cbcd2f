"""The package as pip installs it, into an environment of its own and without a network."""

import os
import shutil
import subprocess
import sys
import venv


def test_install(tmp_path):
    source = tmp_path / "source"
    shutil.copytree(os.environ["ESPAT_PYTHON"], source, ignore=shutil.ignore_patterns("__pycache__"))
    environment = tmp_path / "environment"
    venv.create(environment, system_site_packages=True, with_pip=False)
    python = str(environment / "bin/python")
    variables = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTEST_PLUGINS", "PYTEST_ADDOPTS")}
    pip = [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run([*pip, str(source)], check=True, env=variables, timeout=240)

    (tmp_path / "test_it.py").write_text("def test_it(espat):\n    espat.device(timing='instant').expect('ready', within=30)\n")
    tests = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path / "test_it.py")]
    ended = subprocess.run(tests, env=variables, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stdout
    assert sys.prefix not in subprocess.check_output([python, "-c", "import espat; print(espat.__file__)"], env=variables, text=True)
