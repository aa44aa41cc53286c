using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace P2PNet.Server;

/// <summary>
/// Collects the settings: <c>appsettings.json</c> beside the program, then in the working directory, then <c>P2PNET_…</c>
/// variables, then the command line; the later wins. Everything that is wrong is said at once, each in a sentence that names the
/// setting where it was set, its value and the remedy.
/// </summary>
internal sealed class SettingsReader
{
    private const string Section = "P2PNet";

    // Members see what was made with it, and can try guesses on their own machines.
    private const int SafeSecretLength = 16;

    private readonly Dictionary<Setting, (string Value, string Source)> _values = [];
    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];

    public SettingsReader(IReadOnlyList<string> args, IDictionary environment, IReadOnlyList<string>? directories = null)
    {
        foreach (string directory in (directories ?? [AppContext.BaseDirectory, Environment.CurrentDirectory]).Distinct()) ReadFile(Path.Combine(directory, "appsettings.json"));
        ReadEnvironment(environment);
        ReadCommandLine(args);
    }

    /// <summary>Asked for by --help.</summary>
    public bool HelpIsWanted { get; private set; }

    /// <summary>Sentences; the server does not start with any.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Sentences; the server starts all the same.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public static string Help()
    {
        var text = new StringBuilder("The lobby server of P2PNet: lobbies and signaling on HTTP, STUN and TURN on UDP and TCP. It starts with nothing configured.\n\nOptions:\n");
        foreach (Setting setting in Setting.All) text.Append($"  --{setting.Name + " " + setting.Value,-28} {setting.Help}\n");
        text.Append("\nEach can be a variable too (--stun-port: P2PNET_STUN_PORT) or stand in appsettings.json (\"P2PNet\": { \"StunPort\": 3478 }).\n")
            .Append("What is a LIST or RELAY may be given several times, as a list in appsettings.json (\"TurnExternal\": [\"turn:a\", \"turn:b\"]),\n")
            .Append("or as numbered variables (P2PNET_TURN_EXTERNAL__0, P2PNET_TURN_EXTERNAL__1); a variable holds several relays with spaces between.\n");
        return text.ToString();
    }

    /// <summary>Makes the options of what was collected; <see cref="Errors"/> says whether they can be used.</summary>
    public ServerOptions Read()
    {
        var options = new ServerOptions();
        foreach ((Setting setting, (string value, string source)) in _values)
        {
            if (setting.Apply(options, value) is string remedy) _errors.Add($"{source} is \"{Setting.WithoutSecret(value)}\": {remedy}.");
        }

        if (options.Timeout <= options.Heartbeat)
            _errors.Add($"{Name("timeout-seconds")} is {options.Timeout.TotalSeconds} and {Name("heartbeat-seconds")} is {options.Heartbeat.TotalSeconds}: give a timeout above the heartbeat, or every quiet client is thrown out.");
        if (options.FrameBurst < options.FramesPerSecond)
            _errors.Add($"{Name("frame-burst")} is {options.FrameBurst} and {Name("frames-per-second")} is {options.FramesPerSecond}: give a burst of at least one second's frames.");
        CheckTls(options);
        CheckRelays(options);
        CheckSecrets(options.Turn);
        return options;
    }

    private void CheckRelays(ServerOptions options)
    {
        if (options.Turn.Secret is null && options.Turn.Externals.FirstOrDefault(e => e.Secret is null) is ExternalRelay relay)
            _errors.Add($"{Name("turn-external")} has {relay}, but no secret to make its credentials with: give --turn-secret-file or --turn-secret, or add ;secret=TEXT.");
        if (options.Turn.IsOn == true && options.StunPort is null)
            _errors.Add($"{Name("turn")} is on and {Name("stun-port")} is off: relays need a port, so give one or leave --turn out.");
    }

    private void CheckSecrets(TurnSettings turn)
    {
        if (turn.Secret is { Length: < SafeSecretLength }) _warnings.Add($"{Name(_values.Keys.Any(s => s.Name == "turn-secret-file") ? "turn-secret-file" : "turn-secret")} gives a secret of fewer than {SafeSecretLength} characters, which players can guess and relay what they like with: take a random one, such as openssl rand -hex 16 prints.");
        foreach (ExternalRelay relay in turn.Externals.Where(e => e.Secret is { Length: < SafeSecretLength }))
            _warnings.Add($"{Name("turn-external")} gives {relay} a secret of fewer than {SafeSecretLength} characters, which players can guess and relay what they like with: take a random one, such as openssl rand -hex 16 prints.");
    }

    private void CheckTls(ServerOptions options)
    {
        if (options.TlsCertificate is null && options.Urls.FirstOrDefault(ListenUrl.IsSecure) is string url)
            _errors.Add($"{Name("urls")} has {url}: give a certificate for it by --tls-certificate and --tls-key, or http:// and let a reverse proxy in front speak TLS.");
        if (options.TlsKey != null && options.TlsCertificate is null)
            _errors.Add($"{Name("tls-key")} is given without a certificate: give --tls-certificate too.");
    }

    /// <summary>Of the command line, where what may have several values may be said again.</summary>
    private void Set(Setting setting, string value, string source)
    {
        bool isAgain = _values.TryGetValue(setting, out (string Value, string Source) before) && before.Source == source;
        if (isAgain && setting.Separator is null) _errors.Add($"{source} is given twice: give it once.");
        _values[setting] = (isAgain ? before.Value + setting.Separator + value : value, source);
    }

    private string Name(string setting)
    {
        foreach ((Setting key, (_, string source)) in _values)
        {
            if (key.Name == setting) return source;
        }

        return "--" + setting;
    }

    private void ReadFile(string path)
    {
        if (!File.Exists(path)) return;
        try
        {
            IConfigurationRoot file = new ConfigurationBuilder().AddJsonFile(path, optional: false).Build();
            foreach (IConfigurationSection entry in file.GetSection(Section).GetChildren())
            {
                Setting? setting = Setting.All.FirstOrDefault(s => s.FileName.Equals(entry.Key, StringComparison.OrdinalIgnoreCase));
                string source = $"{Section}:{entry.Key} in {path}";
                if (setting is null) _errors.Add($"{source} is no setting: the settings are {string.Join(", ", Setting.All.Select(s => s.FileName))}.");
                else if (ValueOf(entry, setting) is string value) _values[setting] = (value, source);
                else _errors.Add($"{source} is {(setting.Separator is null ? "an object or list: give one value" : "an object: give one value, or a list of values")}.");
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Exception innermost = e.GetBaseException();
            // Its lines and columns count from 0, and its message ends with them.
            if (innermost is JsonException { LineNumber: long line, BytePositionInLine: long column })
                _errors.Add($"{path} is no JSON in line {line + 1}, at its character {column + 1}: {innermost.Message.Split(" LineNumber:")[0].Split(" Path:")[0]}");
            else _errors.Add($"{path} can't be read: {innermost.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>One value, or a list of them as on the command line; null for what is neither.</summary>
    private static string? ValueOf(IConfigurationSection entry, Setting setting)
    {
        if (entry.Value is string value) return value;
        IConfigurationSection[] items = [.. entry.GetChildren()];
        bool isList = setting.Separator != null && items.Length > 0 && items.All(item => item.Value != null && item.Key.All(char.IsAsciiDigit));
        return isList ? string.Join(setting.Separator!.Value, items.Select(item => item.Value)) : null;
    }

    private void ReadEnvironment(IDictionary environment)
    {
        var lists = new EnvironmentLists();
        foreach (DictionaryEntry entry in environment)
        {
            string name = (string)entry.Key;
            if (!name.StartsWith("P2PNET_", StringComparison.OrdinalIgnoreCase)) continue;
            bool isItem = EnvironmentLists.TrySplit(name, out string whole, out int index);
            Setting? setting = Setting.All.FirstOrDefault(s => s.EnvironmentName.Equals(whole, StringComparison.OrdinalIgnoreCase));
            string value = (string?)entry.Value ?? "";
            // The prefix is the whole project's, so a variable that is not the server's need not be a mistake.
            if (setting is null) _warnings.Add($"The variable {name} is none of the server's settings and is ignored; --help lists them.");
            else if (!isItem) _values[setting] = (value, name);
            else if (setting.Separator is null) _errors.Add($"{name} is numbered, and there is one value only: name the variable {setting.EnvironmentName}.");
            else lists.Add(setting, index, value);
        }

        foreach ((Setting setting, IEnumerable<string> values, string source) in lists.All)
        {
            if (_values.TryGetValue(setting, out (string Value, string Source) whole) && whole.Source.Equals(setting.EnvironmentName, StringComparison.OrdinalIgnoreCase))
                _errors.Add($"{whole.Source} and {source} are both there: give one of them.");
            else _values[setting] = (string.Join(setting.Separator!.Value, values), source);
        }
    }

    private void ReadCommandLine(IReadOnlyList<string> args)
    {
        for (int i = 0; i < args.Count; i++)
        {
            string arg = args[i];
            if (arg is "--help" or "-h" or "-?") HelpIsWanted = true;
            else if (!arg.StartsWith("--", StringComparison.Ordinal)) _errors.Add($"\"{arg}\" is no option: options are written --name value; --help lists them.");
            else
            {
                string[] parts = arg[2..].Split('=', 2);
                Setting? setting = Setting.All.FirstOrDefault(s => s.Name == parts[0]);
                if (setting is null) _errors.Add($"--{parts[0]} is no option of the server: --help lists them.");
                else if (parts.Length == 2) Set(setting, parts[1], "--" + parts[0]);
                else if (i + 1 < args.Count) Set(setting, args[++i], arg);
                else _errors.Add($"{arg} has no value: {setting.Help}");
            }
        }
    }
}
