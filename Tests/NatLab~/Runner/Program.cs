using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.NatLab;

// player NAME: started by the others at a host of the laboratory. The rest stands in each script's --help.
if (args is ["player", string name]) return await LabPlayer.RunAsync(name);

using var interrupted = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
Output.Prepare();
try
{
    var arguments = new Arguments(args.Skip(1));
    Output.LogDirectory = arguments.Text("logs");
    Func<Arguments, CancellationToken, Task<int>> run = args.FirstOrDefault() switch
    {
        "matrix" => MatrixCommand.RunAsync,
        "timing" => TimingCommand.RunAsync,
        "changes" => ChangesCommand.RunAsync,
        "networks" => NetworksCommand.RunAsync,
        "doctor" => DoctorCommand.RunAsync,
        _ => throw new LabException("Say what to run: matrix, timing, changes, networks or doctor."),
    };
    if (Environment.UserName != "root") throw new LabException("A laboratory of network namespaces needs root.");
    return await run(arguments, interrupted.Token);
}
catch (Exception) when (interrupted.IsCancellationRequested)
{
    // What was running may have got the signal, too, and anything may have failed for that.
    Console.Error.WriteLine("Interrupted.");
    return 130;
}
catch (LabException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

// The laboratories are taken down in good order, however often it is asked for.
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}
