using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Rtc;
using Spectre.Console;

namespace P2PNet.Demo;

/// <summary>Finds out what this machine's network means for playing, and says it in tables or as JSON.</summary>
internal static class DoctorCommand
{
    public static async Task<int> RunAsync(CommandLine command, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 160;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        var options = new NatProbeOptions
        {
            ServerUrl = command.Server ?? (command.StunServers.Count > 0 ? null : command.ServerOrDefault),
            Servers = [.. command.StunServers.Select(url => new IceServer(url))],
            Log = command.Log,
        };
        if (command.IsJson)
        {
            NatReport report = await P2PDiagnostics.ProbeNatAsync(options, null, cancellationToken);
            DoctorJson.Write(report);
            return Judge(report);
        }

        NatReport? found = null;
        await new ProgressLine().RunAsync(async line => found = await P2PDiagnostics.ProbeNatAsync(options, new LineProgress(line), cancellationToken));
        DoctorTables.Write(found!);
        return Judge(found!);
    }

    /// <summary>Whether something was found out, and nobody is out of reach as far as is known.</summary>
    private static int Judge(NatReport report)
    {
        bool wasTested = report.IPv4.WasTested || report.IPv6.WasTested;
        return wasTested && report.Partners.All(partner => partner.Path != PartnerPath.None) ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Not <see cref="Progress{T}"/>, whose words may come after the last.</summary>
    private sealed class LineProgress(ProgressLine line) : IProgress<NatProbeProgress>
    {
        public void Report(NatProbeProgress value) => line.Say($"{value.Fraction,4:0%}  {value.Text}");
    }
}
