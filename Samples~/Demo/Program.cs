using System;
using System.Runtime.InteropServices;
using System.Threading;
using P2PNet;
using P2PNet.Demo;

CommandLine command;
try
{
    command = CommandLine.Parse(args);
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine("Try --help.");
    return ExitCode.Usage;
}

using var interrupted = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

try
{
    return command.Verb switch
    {
        Verb.Help => Help(),
        Verb.Create or Verb.Join => await ChatRoom.RunAsync(command, interrupted.Token),
        Verb.Doctor => await DoctorCommand.RunAsync(command, interrupted.Token),
        Verb.Replay => ReplayCommand.Run(command, interrupted.Token),
        Verb.Player => await ArenaPlayer.RunAsync(command),
        Verb.Guard => await ProcessGuard.RunAsync(command.GuardedCommand),
        _ => await ArenaRun.RunAsync(command, interrupted.Token),
    };
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    Console.Error.WriteLine("Interrupted.");
    return ExitCode.Interrupted;
}
catch (Exception e) when (e is P2PException or DemoException)
{
    Console.Error.WriteLine(e.Message);
    return ExitCode.Failed;
}

void Interrupt(PosixSignalContext signal)
{
    // The first Ctrl+C leaves in good order; the second one ends the process. A player's and a guard's parent gets it too, and tells them.
    signal.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
}

static int Help()
{
    Console.WriteLine(CommandLine.Usage);
    return ExitCode.Ok;
}
