"""A runner for the workflow that docs/ci.md gives to users of GitHub Actions.

It does what a runner of GitHub does with such a workflow, and no more: `actions/checkout` puts the repository into the
workspace, an action is cloned from its address at the version that is asked for, the steps of a composite action run in
bash with what the runner tells them by the environment, and the first step that fails ends the job. An expression is one
of `inputs.…` or `github.…`. Whatever else a workflow asks for is an error here, so that nothing is passed over.

    github.py WORKFLOW REPOSITORY FOLDER

FOLDER gets the workspace, and `summary.md`, what the steps wrote for the page of the run. The exit status is that of the
job. GITHUB_SERVER_URL is where releases are looked for; git clones from github.com, unless its configuration says
otherwise.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

# What a runner understands and this one need not.
IGNORED = {"name", "runs-on"}


class Job:
    """One job: where it works, and what its steps share."""

    def __init__(self, repository, folder):
        self.repository = repository
        self.workspace = folder / "workspace"
        self.actions = folder / "actions"
        self.temporary = folder / "temp"
        self.summary = folder / "summary.md"
        self.temporary.mkdir(parents=True)
        self.summary.touch()

    def run(self, steps):
        for step in steps:
            status = self.step(step)
            if status != 0:
                return status
        return 0

    def step(self, step):
        unknown = step.keys() - IGNORED - {"uses", "with"}
        if unknown:
            raise SystemExit(f"this runner knows no {', '.join(sorted(unknown))}")
        if step["uses"].startswith("actions/checkout@"):
            return subprocess.call(["git", "clone", "--quiet", self.repository, self.workspace])
        return self.action(step["uses"], step.get("with", {}))

    def action(self, uses, given):
        place, version = uses.split("@")
        folder = self.actions / place.replace("/", "_")
        address = f"https://github.com/{place}"
        clone = ["git", "clone", "--quiet", "--depth", "1", "--branch", version, address, folder]
        subprocess.run(clone, check=True, stderr=subprocess.DEVNULL)
        action = yaml.safe_load((folder / "action.yml").read_text())
        if action["runs"]["using"] != "composite":
            raise SystemExit("this runner knows composite actions alone")
        values = inputs(action, given)
        values |= {"github.action_repository": place, "github.action_ref": version}
        for step in action["runs"]["steps"]:
            status = self.script(step, values, folder)
            if status != 0:
                return status
        return 0

    def script(self, step, values, folder):
        if step["shell"] != "bash":
            raise SystemExit("this runner knows bash alone")
        script = self.temporary / "step.sh"
        script.write_text(filled(step["run"], values))
        given = {name: filled(value, values) for name, value in step.get("env", {}).items()}
        environment = os.environ | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(folder),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_ARCH": {"x86_64": "X64", "aarch64": "ARM64"}[os.uname().machine],
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(self.temporary),
        }
        # as a runner calls it where `shell: bash` is said
        bash = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script]
        return subprocess.call(bash, cwd=self.workspace, env=environment | given)


def inputs(action, given):
    """The inputs of an action: what is given, else its default. One that it does not know is an error."""
    unknown = given.keys() - action["inputs"].keys()
    if unknown:
        raise SystemExit(f"the action has no input {', '.join(sorted(unknown))}")
    return {
        f"inputs.{name}": given.get(name, about.get("default", ""))
        for name, about in action["inputs"].items()
    }


def filled(text, values):
    """Text with its expressions replaced; one that has no value here is an error."""
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda found: values[found[1]], text)


def main():
    workflow, repository, folder = sys.argv[1:]
    jobs = yaml.safe_load(Path(workflow).read_text())["jobs"]
    job = Job(repository, Path(folder).resolve())
    statuses = [job.run(about["steps"]) for about in jobs.values()]
    sys.exit(max(statuses))


if __name__ == "__main__":
    main()
