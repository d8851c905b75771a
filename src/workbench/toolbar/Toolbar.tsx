/** Run, Stop, Test, Check, and help. */
import { useBench } from '../ui/context.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';

export function Toolbar() {
  const bench = useBench();
  const { step, run, tests, checks, project } = bench;
  const running = run.phase.value === 'starting' || run.phase.value === 'running';
  const testing = tests.state.value.phase === 'running';
  const checking = checks.state.value.phase === 'running';
  const hasChecks = Object.keys(step.checks).length > 0;
  const hasSolution = Object.keys(step.solution).length > 0;
  return (
    <div class="wb-toolbar" role="toolbar" aria-label="Workbench">
      {step.services.length > 0 && (
        <Action
          icon="run"
          name="Run"
          title={running ? 'Restart the service' : 'Start the service'}
          pressed={running}
          onPress={bench.pressRun}
        />
      )}
      <Action
        icon="stop"
        name="Stop"
        title="Stop the service, the tests and the checks"
        disabled={!(running || testing || checking)}
        onPress={bench.pressStop}
      />
      <Action
        icon="test"
        name="Test"
        title="Run the project’s own tests: npm test"
        busy={testing}
        onPress={bench.pressTest}
      />
      {hasChecks && (
        <Action
          icon="check"
          name="Check"
          title="Check the task"
          primary
          busy={checking}
          onPress={bench.pressCheck}
        />
      )}
      <span class="wb-toolbar-gap" />
      {step.hints.length > 0 && (
        <Action icon="hint" name="Hint" title="Get one hint" quiet onPress={bench.pressHint} />
      )}
      {hasSolution && (
        <Action
          icon="solve"
          name="Solve"
          title="Put the solution in place; your version is kept"
          quiet
          disabled={!project.value}
          onPress={bench.pressSolve}
        />
      )}
      <Action
        icon="reset"
        name="Reset"
        title="Back to the start of the step; your version is kept"
        quiet
        disabled={!project.value?.changed.value}
        onPress={bench.pressReset}
      />
    </div>
  );
}

interface ActionProps {
  icon: IconName;
  name: string;
  title: string;
  primary?: boolean;
  quiet?: boolean;
  pressed?: boolean;
  busy?: boolean;
  disabled?: boolean;
  onPress(): void;
}

function Action({ icon, name, title, primary, quiet, pressed, busy, disabled, onPress }: ActionProps) {
  const look = primary ? 'wb-action-primary' : quiet ? 'wb-action-quiet' : '';
  return (
    <button
      type="button"
      class={`wb-action ${look}`}
      title={title}
      data-pressed={pressed ? '' : undefined}
      aria-busy={busy}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} />
      <span>{name}</span>
    </button>
  );
}
