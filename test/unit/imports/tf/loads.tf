/load heal.tf
/load -q tools.tf
/load missing.tf
/load loads.tf
/def here = /echo here
