using Ledger.Api;
using Platform.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddLedgerSettings();
builder.AddServiceDefaults("ledger", Defaults.From(builder.Configuration));
builder.AddSlices();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapSlices();
app.Run();
