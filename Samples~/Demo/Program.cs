using System;
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
Console.CancelKeyPress += (_, e) =>
{
    // The first Ctrl+C leaves in good order; the second one ends the process.
    e.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
};

try
{
    return command.Verb switch
    {
        Verb.Help => Help(),
        Verb.Create or Verb.Join => await ChatRoom.RunAsync(command, interrupted.Token),
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

static int Help()
{
    Console.WriteLine(CommandLine.Usage);
    return ExitCode.Ok;
}
